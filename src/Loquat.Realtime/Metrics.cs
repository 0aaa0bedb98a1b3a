using System.Diagnostics.Metrics;

namespace Loquat.Realtime;

/// <summary>What an operator can watch: the meter "Loquat.Realtime".</summary>
internal sealed class Metrics : IDisposable
{
    public const string MeterName = "Loquat.Realtime";

    private readonly Meter _meter = new(MeterName);
    private readonly UpDownCounter<int> _sessions;
    private readonly UpDownCounter<int> _subscriptions;
    private readonly Counter<long> _publications;
    private readonly Counter<long> _deliveries;
    private readonly Counter<long> _commands;
    private readonly Counter<long> _errors;
    private readonly Counter<long> _closed;
    private readonly Counter<long> _recoveries;
    private readonly Counter<long> _gaps;
    private readonly Counter<long> _rateLimited;

    public Metrics()
    {
        _sessions = _meter.CreateUpDownCounter<int>("loquat.sessions", description: "Connections of this node.");
        _subscriptions = _meter.CreateUpDownCounter<int>("loquat.subscriptions", description: "Subscriptions of this node's sessions.");
        _publications = _meter.CreateCounter<long>("loquat.publications", description: "Publications that reached this node.");
        _deliveries = _meter.CreateCounter<long>("loquat.deliveries", description: "Publications queued for a session.");
        _commands = _meter.CreateCounter<long>("loquat.commands", description: "Commands received.");
        _errors = _meter.CreateCounter<long>("loquat.command.errors", description: "Commands answered by an error.");
        _closed = _meter.CreateCounter<long>("loquat.session.closed", description: "Sessions ended, by code.");
        _recoveries = _meter.CreateCounter<long>("loquat.recoveries", description: "Subscriptions that asked for what they missed.");
        _gaps = _meter.CreateCounter<long>("loquat.log.gaps", description: "Holes in the delivery of a log, filled by reading it.");
        _rateLimited = _meter.CreateCounter<long>("loquat.rate.limited", description: "Commands and connections refused because they came too fast, by whose limit it was.");
    }

    public void SessionAccepted() => _sessions.Add(1);

    public void SessionEnded(uint code)
    {
        _sessions.Add(-1);
        _closed.Add(1, new KeyValuePair<string, object?>("code", code));
    }

    public void Subscribed() => _subscriptions.Add(1);

    public void Unsubscribed() => _subscriptions.Add(-1);

    public void Published() => _publications.Add(1);

    public void Delivered(int sessions)
    {
        if (sessions > 0)
            _deliveries.Add(sessions);
    }

    public void CommandReceived(string name) => _commands.Add(1, new KeyValuePair<string, object?>("command", name));

    public void CommandRefused(uint code) => _errors.Add(1, new KeyValuePair<string, object?>("code", code));

    public void Recovered(bool complete) => _recoveries.Add(1, new KeyValuePair<string, object?>("recovered", complete));

    public void RateLimited(string scope) => _rateLimited.Add(1, new KeyValuePair<string, object?>("scope", scope));

    public void GapFound() => _gaps.Add(1);

    public void Dispose() => _meter.Dispose();
}
