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

    public bool ForcePositioning { get; set; }
    public bool AllowPositioning { get; set; }
    public bool ForceRecovery { get; set; }
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

    public bool AllowSubscribeForClient { get; set; }
    public bool AllowSubscribeForAnonymous { get; set; }
    public bool AllowPublishForClient { get; set; }
    public bool AllowPublishForSubscriber { get; set; }
    public bool AllowPublishForAnonymous { get; set; }
    public bool AllowPresenceForClient { get; set; }
    public bool AllowPresenceForSubscriber { get; set; }
    public bool AllowPresenceForAnonymous { get; set; }
    public bool AllowHistoryForClient { get; set; }
    public bool AllowHistoryForSubscriber { get; set; }
    public bool AllowHistoryForAnonymous { get; set; }

    /// <summary>Whether subscriptions last longer is asked of the application, never of the client.</summary>
    public bool RefreshByApplication { get; set; }

    /// <summary>What stands after # in a channel's name is the list of the users who may subscribe.</summary>
    public bool AllowUserLimitedChannels { get; set; }

    /// <summary>What the name after the namespace must match; lifts the rule that names are ASCII. Empty for none.</summary>
    public string ChannelRegex { get; set; } = "";

    public PublicationFormat PublicationFormat { get; set; }
}
