using System.Buffers;
using Loquat.Protocol;
using Loquat.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loquat.Realtime.Tests.Budgets;

/// <summary>An engine with connections to it, and what it costs them to be there and to say things.</summary>
internal sealed class Clients : IAsyncDisposable
{
    private readonly ManualClock _clock = new();
    private readonly MemoryBroker _broker;
    private readonly Engine _engine;
    private readonly ProtocolCodec _codec;
    private readonly SendCount _sends = new();
    private readonly SinkTransport[] _transports;
    private readonly Session[] _sessions;

    public Clients(int count, WireEncoding encoding = WireEncoding.Json)
    {
        var options = new RealtimeOptions { AllowAnonymousConnectWithoutToken = true, PingInterval = PingInterval, PongTimeout = PongTimeout };
        options.WithoutNamespace.AllowPublishForClient = options.WithoutNamespace.AllowSubscribeForClient = true;
        _broker = new MemoryBroker(_clock);
        _engine = new Engine(options, new QuietApp(), [], _broker, new MemoryPresence(), _clock, NullLogger<Engine>.Instance);
        _codec = ProtocolCodec.Of(encoding);
        _transports = [.. Enumerable.Range(0, count).Select(_ => new SinkTransport(encoding, _sends))];
        _sessions = new Session[count];
    }

    private static TimeSpan PingInterval => TimeSpan.FromSeconds(25);

    // First pings come spread over half an interval: who is first still has time when the last one comes.
    private static TimeSpan PongTimeout => TimeSpan.FromSeconds(20);

    public int Count => _sessions.Length;

    public async Task ConnectAsync()
    {
        for (var i = 0; i < Count; i++)
            _sessions[i] = _engine.Accept(_transports[i], ClientRequest.Empty)!;
        await AllSayAsync(new Command.Connect(1, new ConnectRequest()));
    }

    /// <summary>Everybody but the first few says the same, once, and is answered.</summary>
    /// <returns>Bytes allocated for each by the thread that brought the commands.</returns>
    public async Task<long> AllSayAsync(Command command, int but = 0, bool isAnswered = true)
    {
        var message = Encode(command);
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var session in _sessions.AsSpan(but))
            CompleteNow(session.ReceiveAsync(message));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (isAnswered)
            await HearAsync(Count - but);
        return allocated / (Count - but);
    }

    /// <summary>The first says it again and again, each time when the one before was answered and heard by so many others.</summary>
    /// <returns>Bytes allocated for all of it by the threads that brought the command.</returns>
    public async Task<long> OneSaysAsync(Command command, int times, int heardBy = 0)
    {
        var message = Encode(command);
        long allocated = 0;
        for (var i = 0; i < times; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            CompleteNow(_sessions[0].ReceiveAsync(message));
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            await HearAsync(heardBy + 1);
        }
        return allocated;
    }

    /// <summary>Until everybody has been pinged once.</summary>
    public async Task PingAsync()
    {
        _clock.Advance(PingInterval);
        await HearAsync(Count);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in _sessions)
            await session.EndAsync();
        await _engine.DisposeAsync();
        _broker.Dispose();
    }

    private ReadOnlyMemory<byte> Encode(Command command)
    {
        var output = new ArrayBufferWriter<byte>();
        _codec.WriteCommand(output, command);
        return output.WrittenMemory;
    }

    private Task HearAsync(int sends) => _sends.MoreAsync(sends).Within($"{sends} frames were not sent");

    private static void CompleteNow(ValueTask<bool> received) =>
        Assert.True(received.IsCompletedSuccessfully && received.GetAwaiter().GetResult(), "the command was not handled at once");
}
