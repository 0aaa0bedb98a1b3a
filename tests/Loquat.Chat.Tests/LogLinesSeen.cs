using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Loquat.Chat.Tests;

/// <summary>The warnings and errors that the chat wrote.</summary>
public sealed class LogLinesSeen : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(int Id, string Text)> _troubles = [];

    /// <summary>Everything from a warning upwards, by the chat's own event ids and EF Core's.</summary>
    public IReadOnlyList<(int Id, string Text)> Troubles => [.. _troubles];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            _troubles.Enqueue((eventId.Id, $"{logLevel} {eventId.Id}: {formatter(state, exception)} {exception}"));
    }

    public void Dispose()
    {
    }
}
