using System.Text.Json;
using Loquat.Server.Tests.Rpc;
using Loquat.Testing;

namespace Loquat.Server.Tests.Nodes;

/// <summary>Who is here is seen from every node.</summary>
public sealed class PeopleOnTwoNodesTests(PostgresServer postgres)
{
    [Fact]
    public async Task Who_is_on_one_node_is_seen_from_the_other_until_they_or_the_node_have_gone()
    {
        await using var nodes = await Nodes.StartAsync(
            postgres, 2, ("Nodes:SweepInterval", "00:00:00.050"), ("Nodes:Heartbeat", "00:00:00.500"), ("Nodes:Timeout", "00:05:00"));
        await using var john = await nodes[0].ConnectAsync("john");

        await using (var bill = await nodes[1].ConnectAsync("bill"))
        {
            await SeesAsync(john, 2, "online");
            await bill.CallAsync("user:idle", """{"idle":true}""");
            await SeesAsync(john, 2, "idle");

            // On both nodes somebody is as much here as where they are most.
            await using (await nodes[0].ConnectAsync("bill"))
                await SeesAsync(john, 2, "online");
            await SeesAsync(john, 2, "idle");
        }
        await SeesAsync(john, 2, "offline");

        await using var again = await nodes[1].ConnectAsync("bill");
        await SeesAsync(john, 2, "online");
        await nodes.StopAsync(1);
        await SeesAsync(john, 2, "offline");
    }

    private static Task<JsonElement> SeesAsync(Guest asker, long user, string presence) =>
        PresenceRpcStories.UntilAsync(asker, user, state => state.GetProperty("presence").GetString() == presence);
}
