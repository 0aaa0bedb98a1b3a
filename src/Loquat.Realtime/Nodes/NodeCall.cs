using System.Text.Json.Serialization;

namespace Loquat.Realtime;

/// <summary>What one node asks of the others. Its JSON is what travels between nodes.</summary>
[JsonDerivedType(typeof(Disconnect), "disconnect")]
[JsonDerivedType(typeof(Subscribe), "subscribe")]
[JsonDerivedType(typeof(Unsubscribe), "unsubscribe")]
[JsonDerivedType(typeof(Refresh), "refresh")]
[JsonDerivedType(typeof(Notice), "notice")]
public abstract record NodeCall
{
    /// <summary>Calls with the same one are carried out in the order in which they come.</summary>
    internal abstract string Order { get; }

    /// <summary>Ends sessions.</summary>
    public sealed record Disconnect(SessionTarget Target, Protocol.Disconnect Why) : NodeCall
    {
        // It waits for nothing.
        internal override string Order => $"disconnect {Target.User}";
    }

    /// <summary>Subscribes sessions.</summary>
    public sealed record Subscribe(SessionTarget Target, string Channel, SubscribeOptions Options) : NodeCall
    {
        internal override string Order => Target.User;
    }

    /// <summary>Ends subscriptions.</summary>
    public sealed record Unsubscribe(SessionTarget Target, string Channel) : NodeCall
    {
        internal override string Order => Target.User;
    }

    /// <param name="IsExpired">Ends the sessions instead.</param>
    /// <param name="ExpireAt">Null for never.</param>
    public sealed record Refresh(SessionTarget Target, bool IsExpired, DateTimeOffset? ExpireAt, ReadOnlyMemory<byte> Info) : NodeCall
    {
        internal override string Order => Target.User;
    }

    /// <summary>The application's own, for whoever listens to the topic there.</summary>
    public sealed record Notice(string Topic, ReadOnlyMemory<byte> Data) : NodeCall
    {
        internal override string Order => Topic;
    }
}

/// <summary>Whose sessions are meant, in words that another node understands.</summary>
/// <param name="User">Empty for the anonymous ones, which is not everybody.</param>
public sealed record SessionTarget(string User)
{
    /// <summary>One session of theirs, by its id; empty for all.</summary>
    public string Client { get; init; } = "";

    /// <summary>The same by the session's secret (<see cref="Session.Secret"/>).</summary>
    public string Secret { get; init; } = "";

    /// <summary>Sessions that are not meant, by their ids.</summary>
    public IReadOnlyCollection<string> Except { get; init; } = [];

    /// <summary>Whether this session is meant.</summary>
    public bool Means(Session session) =>
        (Client.Length == 0 || Client == session.Id) && (Secret.Length == 0 || Secret == session.Secret) && !Except.Contains(session.Id);
}
