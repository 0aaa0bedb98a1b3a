namespace Loquat.Realtime;

/// <summary>What payloads a channel takes.</summary>
public enum PublicationFormat
{
    /// <summary>Any JSON value.</summary>
    Json,

    /// <summary>JSON objects only.</summary>
    JsonObject,

    /// <summary>Any bytes. A JSON connection that would get something else than JSON is closed (3506).</summary>
    Binary,

    /// <summary>Any bytes but none at all; the same holds for JSON connections.</summary>
    NotEmpty,
}

/// <summary>What a client gets that comes back to a channel.</summary>
public enum RecoveryMode
{
    /// <summary>Everything it missed, or word that this cannot be had.</summary>
    Stream,

    /// <summary>The newest publication: for channels where each carries the whole state.</summary>
    Cache,
}

/// <summary>The rules of a namespace (section 22).</summary>
public sealed class ChannelOptions
{
    /// <summary>Keeps who is subscribed.</summary>
    public bool Presence { get; set; }

    /// <summary>Tells who comes and goes, to those who ask for it.</summary>
    public bool JoinLeave { get; set; }

    /// <summary>Tells who comes and goes to every subscriber.</summary>
    public bool ForcePushJoinLeave { get; set; }

    /// <summary>Publications that the stream keeps; 0 for no history.</summary>
    public int HistorySize { get; set; }

    /// <summary>How long after the latest publication the stream keeps them.</summary>
    public TimeSpan HistoryTtl { get; set; }

    /// <summary>How long the position of an unused stream is remembered; null for <see cref="RealtimeOptions.HistoryMetaTtl"/>.</summary>
    public TimeSpan? HistoryMetaTtl { get; set; }

    /// <summary>Watches every subscriber's position: a gap ends the subscription rather than go unnoticed.</summary>
    public bool ForcePositioning { get; set; }

    /// <summary>Does so for subscribers who ask for it.</summary>
    public bool AllowPositioning { get; set; }

    /// <summary>Lets every subscriber get what it missed.</summary>
    public bool ForceRecovery { get; set; }

    /// <summary>Does so for subscribers who ask for it.</summary>
    public bool AllowRecovery { get; set; }

    /// <summary>What recovery brings.</summary>
    public RecoveryMode RecoveryMode { get; set; }

    /// <summary>With <see cref="RecoveryMode.Cache"/>: recovers those, too, who did not ask for it.</summary>
    public bool AutoCacheRecover { get; set; }

    /// <summary>Subscribers may get patches instead of whole publications ("fossil").</summary>
    public bool AllowDelta { get; set; }

    /// <summary>Every publication may go out as a patch, not only those whose publisher asks for it.</summary>
    public bool DeltaPublish { get; set; }

    /// <summary>Subscribers may choose by tags which publications they get.</summary>
    public bool AllowTagsFilter { get; set; }

    /// <summary>Subscribers whose client understands it get a short number instead of the channel's name in what is pushed to them.</summary>
    /// <remarks>The JavaScript SDK (seen with 5.8.0) says that it does and then drops what comes so over Protobuf.</remarks>
    public bool AllowChannelCompaction { get; set; }

    /// <summary>Clients with a user id may subscribe.</summary>
    public bool AllowSubscribeForClient { get; set; }

    /// <summary>With <see cref="AllowSubscribeForClient"/>: anonymous clients may, too.</summary>
    public bool AllowSubscribeForAnonymous { get; set; }

    /// <summary>Clients with a user id may publish.</summary>
    public bool AllowPublishForClient { get; set; }

    /// <summary>Subscribers may publish.</summary>
    public bool AllowPublishForSubscriber { get; set; }

    /// <summary>With <see cref="AllowPublishForClient"/>: anonymous clients may, too.</summary>
    public bool AllowPublishForAnonymous { get; set; }

    /// <summary>Clients with a user id may ask who is there.</summary>
    public bool AllowPresenceForClient { get; set; }

    /// <summary>Subscribers may ask who is there.</summary>
    public bool AllowPresenceForSubscriber { get; set; }

    /// <summary>With <see cref="AllowPresenceForClient"/>: anonymous clients may, too.</summary>
    public bool AllowPresenceForAnonymous { get; set; }

    /// <summary>Clients with a user id may read history.</summary>
    public bool AllowHistoryForClient { get; set; }

    /// <summary>Subscribers may read history.</summary>
    public bool AllowHistoryForSubscriber { get; set; }

    /// <summary>With <see cref="AllowHistoryForClient"/>: anonymous clients may, too.</summary>
    public bool AllowHistoryForAnonymous { get; set; }

    /// <summary>Whether subscriptions last longer is asked of the application, never of the client.</summary>
    public bool RefreshByApplication { get; set; }

    /// <summary>What stands after # in a channel's name is the list of the users who may subscribe.</summary>
    public bool AllowUserLimitedChannels { get; set; }

    /// <summary>What the name after the namespace must match; lifts the rule that names are ASCII. Empty for none.</summary>
    public string ChannelRegex { get; set; } = "";

    /// <summary>What payloads clients may publish.</summary>
    public PublicationFormat PublicationFormat { get; set; }
}
