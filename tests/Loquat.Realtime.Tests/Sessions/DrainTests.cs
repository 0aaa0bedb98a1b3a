using Loquat.Testing;

namespace Loquat.Realtime.Tests.Sessions;

public class DrainTests
{
    [Fact]
    public async Task Clients_are_told_to_come_back_a_portion_at_a_time()
    {
        await using var server = new TestServer();
        var clients = new List<TestClient>();
        for (var i = 0; i < 40; i++)
            clients.Add(await server.ConnectAsync($"user{i}"));
        var step = TimeSpan.FromSeconds(0.3);

        var waits = server.Clock.WhenSet(step);
        var drained = server.Engine.DrainAsync(20 * step, TestContext.Current.CancellationToken);
        for (var portion = 1; portion < 20; portion++)
        {
            await waits.Within($"portion {portion} waits for its time to pass");
            Assert.Equal(2 * portion, clients.Count(client => client.Session.IsClosing));
            waits = server.Clock.WhenSet(step);
            server.Clock.Advance(step);
        }

        foreach (var client in clients)
        {
            await client.IsClosedWith(3001);
            Assert.False(drained.IsCompleted);
            await client.HangsUp();
        }
        await drained.Within("the engine is drained");
    }
}
