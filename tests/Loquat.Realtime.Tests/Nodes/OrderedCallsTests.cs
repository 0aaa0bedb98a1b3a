using Loquat.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loquat.Realtime.Tests.Nodes;

public class OrderedCallsTests
{
    [Fact]
    public async Task What_is_asked_of_one_user_is_done_in_order_and_holds_up_nobody_else()
    {
        var background = new Background(NullLogger.Instance);
        var calls = new OrderedCalls(background.Run);
        var done = new List<string>();
        var gate = new Gate();
        var others = new TaskCompletionSource();

        calls.Add("alice", gate.PassAsync);
        calls.Add("alice", () => throw new InvalidOperationException("One that fails does not end the others."));
        calls.Add("alice", () => DoneAsync("subscribed"));
        calls.Add("alice", () => DoneAsync("unsubscribed"));
        calls.Add("bob", () =>
        {
            others.SetResult();
            return Task.CompletedTask;
        });
        await others.Task.Within("bob's call is made");
        Assert.Empty(done);
        gate.Open();
        await background.IdleAsync().Within("all calls are made");

        Assert.Equal(["subscribed", "unsubscribed"], done);

        Task DoneAsync(string what)
        {
            done.Add(what);
            return Task.CompletedTask;
        }
    }
}
