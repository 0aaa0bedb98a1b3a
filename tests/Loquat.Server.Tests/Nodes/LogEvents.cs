using System.Collections.Concurrent;
using Loquat.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Loquat.Server.Tests.Nodes;

/// <summary>Awaits what a server writes to its log from now on.</summary>
internal sealed class LogEvents : ILoggerProvider, ILogger
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource> _events = new();

    public static LogEvents Of(LoquatServer server)
    {
        var events = new LogEvents();
        server.Services.GetRequiredService<ILoggerFactory>().AddProvider(events);
        return events;
    }

    public Task WhenWritten(int eventId) => EventOf(eventId).Task.Within($"log event {eventId} is written");

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        EventOf(eventId.Id).TrySetResult();

    public void Dispose()
    {
        // Nothing is held.
    }

    private TaskCompletionSource EventOf(int eventId) =>
        _events.GetOrAdd(eventId, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
