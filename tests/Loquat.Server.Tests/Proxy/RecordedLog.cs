using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Loquat.Server.Tests.Proxy;

internal sealed record LogLine(string Category, LogLevel Level, EventId Event, string Text);

/// <summary>Keeps what is logged, so that a test can wait for a line.</summary>
internal sealed class RecordedLog : ILoggerProvider, ILoggerFactory
{
    private readonly Channel<LogLine> _lines = Channel.CreateUnbounded<LogLine>();

    /// <summary>The next line with this event id; others before it are passed over.</summary>
    public async Task<LogLine> NextAsync(int eventId)
    {
        var deadline = TimeSpan.FromSeconds(20);
        using var late = new CancellationTokenSource(deadline);
        try
        {
            while (true)
            {
                var line = await _lines.Reader.ReadAsync(late.Token);
                if (line.Event.Id == eventId)
                    return line;
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Event {eventId} was not logged within {deadline}.");
        }
    }

    /// <summary>What was logged and not yet read.</summary>
    public IReadOnlyList<LogLine> Rest()
    {
        var rest = new List<LogLine>();
        while (_lines.Reader.TryRead(out var line))
            rest.Add(line);
        return rest;
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose() { }

    private sealed class Logger(RecordedLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log._lines.Writer.TryWrite(new(category, logLevel, eventId, formatter(state, exception)));
    }
}
