namespace Loquat.Realtime.Tests.Channels;

/// <summary>A publication is encoded for those who get it, not for each of them.</summary>
public sealed class EncodedOnceTests
{
    [Fact]
    public async Task What_is_said_to_a_thousand_is_read_and_encoded_as_often_as_for_one()
    {
        var one = await ReadsForAsync(subscribers: 1);
        var thousand = await ReadsForAsync(subscribers: 1_000);

        Assert.InRange(one, 1, 10);
        Assert.Equal(one, thousand);
    }

    private static async Task<int> ReadsForAsync(int subscribers)
    {
        await using var server = new TestServer();
        var clients = new List<TestClient>();
        for (var i = 0; i < subscribers; i++)
        {
            var client = await server.ConnectAsync($"user {i}");
            await client.Subscribes("""{"id":2,"subscribe":{"channel":"open:1"}}""", """{"id":2,"subscribe":{}}""");
            clients.Add(client);
        }

        var data = new ReadCountingBytes("""{"text":"to all of you"}"""u8.ToArray());
        await server.Engine.PublishAsync("open:1", data.Memory);

        foreach (var client in clients)
            await client.Hears("""{"push":{"channel":"open:1","pub":{"data":{"text":"to all of you"}}}}""");
        return data.Reads;
    }
}
