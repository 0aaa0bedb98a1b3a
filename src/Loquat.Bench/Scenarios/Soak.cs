using System.Diagnostics;
using Loquat.Bench.Connections;
using Loquat.Bench.Measuring;

namespace Loquat.Bench.Scenarios;

/// <summary>
/// A server under load for a long time: publications at a given rate to subscribers that stay, while others come and go without a word and some do not
/// read what they are sent. What it holds is noted at rest, before and after.
/// </summary>
public sealed class Soak : IDisposable
{
    private const int Staying = 1000;
    private const int Passing = 200;
    private const int NotReading = 5;

    // More on their way means that the server is behind; it is not pressed further then.
    private const int MostOutstanding = 256;
    private const string Text = "as long as what people write to each other";
    private static readonly TimeSpan PassingPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan NotReadingFor = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    private readonly Target _target;
    private readonly ServerProcess _server;
    private readonly LoadLoop _loop;
    private readonly string _channel = Channels.Name(1)[0];
    private readonly LoadConnection _publisher;
    private readonly Queue<LoadConnection> _passing = new();
    private readonly Queue<(SilentReader Reader, long Since)> _notReading = new();
    private long _published;

    /// <summary>Connects those who stay.</summary>
    public Soak(Target target)
    {
        _target = target;
        _server = new ServerProcess(target.ProcessId);
        _loop = new LoadLoop(target.Url, target.Dialect);
        _loop.OpenAll(Staying, _ => target.Dialect.Subscribe(_channel));
        _publisher = _loop.OpenAll(1, _ => target.Dialect.Connect())[0];
    }

    /// <summary>Connections that came and went so far.</summary>
    public int Passed { get; private set; }

    /// <summary>Connections so far that took nothing of what they were sent.</summary>
    public int Silent { get; private set; }

    /// <summary>Publications so far.</summary>
    public long Published => _published;

    /// <summary>Puts the load on for a while.</summary>
    public void Load(double publicationsPerSecond, TimeSpan time)
    {
        var (start, first, passed) = (Stopwatch.GetTimestamp(), _published, Passed);
        while (Stopwatch.GetElapsedTime(start) is var elapsed && elapsed < time)
        {
            while (_published - first < elapsed.TotalSeconds * publicationsPerSecond && _published - _publisher.Heard < MostOutstanding)
                Publish();
            while ((Passed - passed) * PassingPause < elapsed)
                LetOnePass();
            if (_notReading.Count < NotReading || Stopwatch.GetElapsedTime(_notReading.Peek().Since) > NotReadingFor)
                ReplaceOneThatDoesNotRead();
            _loop.Turn(1);
        }
    }

    /// <summary>All but those who stay leave, and nothing is published for a while.</summary>
    public SoakState TakeRest()
    {
        while (_passing.TryDequeue(out var connection))
            _loop.Close(connection);
        while (_notReading.TryDequeue(out var silent))
            silent.Reader.Dispose();

        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < Rest)
            _loop.Turn(10);
        return Look();
    }

    /// <summary>What the server holds at this moment.</summary>
    public SoakState Look() => new(_server.Bytes, _server.Descriptors, _server.Threads, _server.Worked);

    public void Dispose()
    {
        while (_notReading.TryDequeue(out var silent))
            silent.Reader.Dispose();
        _loop.Dispose();
        _server.Dispose();
    }

    private void Publish()
    {
        _publisher.Send(_target.Dialect.Publish(_channel, Payload.Of(Text)));
        _published++;
    }

    private void LetOnePass()
    {
        if (_passing.Count == Passing)
            _loop.Close(_passing.Dequeue());
        _passing.Enqueue(_loop.Open(_target.Dialect.Subscribe(_channel)));
        Passed++;
    }

    private void ReplaceOneThatDoesNotRead()
    {
        if (_notReading.Count == NotReading)
            _notReading.Dequeue().Reader.Dispose();
        _notReading.Enqueue((new SilentReader(_target.Url, _target.Dialect.Subscribe(_channel)), Stopwatch.GetTimestamp()));
        Silent++;
    }
}

/// <summary>What a server holds.</summary>
/// <param name="Bytes">Resident memory.</param>
/// <param name="Descriptors">Files, sockets and what else has a number.</param>
/// <param name="Worked">Processor time since its start.</param>
public sealed record SoakState(long Bytes, int Descriptors, int Threads, TimeSpan Worked);
