using Loquat.Testing;

namespace Loquat.Realtime.Tests.Presence;

/// <summary>What a presence that forgets is told again.</summary>
public sealed class PresenceRenewalTests : IAsyncDisposable
{
    private readonly TestServer _server = new(options => options.PresenceUpdateInterval = TimeSpan.FromSeconds(3));

    [Fact]
    public async Task Every_interval_those_who_are_there_are_named_again()
    {
        var renewed = NextRenewal();
        var alice = await _server.ConnectAsync("alice");
        await alice.Sends("""{"id":2,"subscribe":{"channel":"chat:1"}}""", """{"id":3,"subscribe":{"channel":"open:1"}}""");

        _server.Clock.Advance(TimeSpan.FromSeconds(2.8));
        await _server.Engine.WorkDoneAsync().Within("the engine rests");
        Assert.False(renewed.IsCompleted);
        _server.Clock.Advance(TimeSpan.FromSeconds(0.3));
        Assert.Equal(["chat:1 alice"], await renewed.Within("presence is renewed"));

        await _server.Engine.WorkDoneAsync().Within("the renewal ends");
        renewed = NextRenewal();
        _server.Clock.Advance(TimeSpan.FromSeconds(3.1));
        Assert.Equal(["chat:1 alice"], await renewed.Within("presence is renewed again"));
    }

    [Fact]
    public async Task Who_leaves_during_the_renewal_does_not_come_back_by_it()
    {
        var alice = await _server.ConnectAsync("alice");
        await alice.Sends("""{"id":2,"subscribe":{"channel":"chat:1"}}""");
        var renewing = new Gate();
        _server.Presence.OnRenew = _ => renewing.PassAsync();

        _server.Clock.Advance(TimeSpan.FromSeconds(3.1));
        await renewing.Reached;
        await alice.Sends("""{"id":3,"unsubscribe":{"channel":"chat:1"}}""");
        renewing.Open();
        await _server.Engine.WorkDoneAsync().Within("the renewal ends");

        Assert.Empty((await _server.Engine.PresenceAsync("chat:1", TestContext.Current.CancellationToken))!);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Task<string[]> NextRenewal()
    {
        var renewed = new TaskCompletionSource<string[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.Presence.OnRenew = entries =>
        {
            renewed.TrySetResult([.. entries.Select(entry => $"{entry.Channel} {entry.Info.User}")]);
            return Task.CompletedTask;
        };
        return renewed.Task;
    }
}
