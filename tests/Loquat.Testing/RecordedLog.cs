using Microsoft.Extensions.Logging;

namespace Loquat.Testing;

/// <summary>One line of a log.</summary>
public sealed record LogLine(string Category, LogLevel Level, EventId Event, string Text, Exception? Exception);

/// <summary>Keeps what is logged, so that a test can wait for a line.</summary>
public sealed class RecordedLog : ILoggerProvider, ILoggerFactory
{
    private readonly Lock _lock = new();
    private readonly List<LogLine> _lines = [];
    private TaskCompletionSource _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits for the first line with this event id and takes it out; the others stay, since two threads log in any order.</summary>
    public async Task<LogLine> NextAsync(int eventId)
    {
        while (true)
        {
            Task grown;
            lock (_lock)
            {
                if (_lines.Find(line => line.Event.Id == eventId) is { } found)
                {
                    _lines.Remove(found);
                    return found;
                }

                grown = _grown.Task;
            }

            await grown.Within($"log event {eventId}");
        }
    }

    /// <summary>What was logged and not yet taken out.</summary>
    public IReadOnlyList<LogLine> Rest()
    {
        lock (_lock)
            return [.. _lines];
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
        // Nothing is held.
    }

    private void Add(LogLine line)
    {
        TaskCompletionSource grown;
        lock (_lock)
        {
            _lines.Add(line);
            (grown, _grown) = (_grown, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        grown.SetResult();
    }

    private sealed class Logger(RecordedLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Add(new(category, logLevel, eventId, formatter(state, exception), exception));
    }
}
