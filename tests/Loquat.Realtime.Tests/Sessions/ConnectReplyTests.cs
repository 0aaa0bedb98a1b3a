using Loquat.Testing;
using Microsoft.Extensions.Logging;

namespace Loquat.Realtime.Tests.Sessions;

/// <summary>Section 9: whoever has the reply to connect is subscribed to all that it names.</summary>
public class ConnectReplyTests
{
    [Fact]
    public async Task The_reply_leaves_when_all_that_it_names_is_live()
    {
        var between = new BetweenReplyAndSubscriptions();
        await using var server = new TestServer(logger: between);
        server.App.OnConnect = (_, _) => new(new ConnectAnswer.Accepted("alice")
        {
            Subscriptions = new Dictionary<string, SubscribeOptions> { ["open:1"] = new() },
        });
        var others = Enumerable.Range(0, Environment.ProcessorCount).Select(number => server.Open($"other{number}")).ToList();
        var alice = server.Open("alice");

        using var left = new CountdownEvent(others.Count);
        foreach (var other in others)
            other.Transport.OnSend = () => left.Signal();

        // What is queued for the others after the reply leaves after it, whichever of them has alice's shard.
        var sentMeanwhile = -1;
        between.Act = () =>
        {
            foreach (var other in others)
                other.Session.SendPing();
            Assert.True(left.Wait(Deadline.Default), "What was queued for other sessions did not leave.");
            sentMeanwhile = alice.Transport.Sends;
        };
        await alice.Sends("""{"id":1,"connect":{}}""");

        Assert.Equal(0, sentMeanwhile);
        await alice.Hears("""{"id":1,"connect":{"client":"$alice","version":"test","subs":{"open:1":{}},"ping":25,"pong":true}}""");
        await server.PublishAsync("open:1", "1");
        await alice.Hears("""{"push":{"channel":"open:1","pub":{"data":1}}}""");
    }

    /// <summary>A session says that it is connected when its reply is queued.</summary>
    private sealed class BetweenReplyAndSubscriptions : ILogger<Engine>
    {
        public Action Act { get; set; } = () => { };

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Name == "SessionConnected")
                Act();
        }
    }
}
