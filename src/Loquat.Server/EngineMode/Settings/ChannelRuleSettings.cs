namespace Loquat.Server.EngineMode;

/// <summary>The rules of a namespace, or of channels without one.</summary>
internal record ChannelRuleSettings
{
    /// <summary>Keeps who is subscribed.</summary>
    public bool Presence { get; init; }

    /// <summary>Tells who comes and goes, to those who ask for it.</summary>
    public bool JoinLeave { get; init; }

    /// <summary>Tells who comes and goes to every subscriber.</summary>
    public bool ForcePushJoinLeave { get; init; }

    /// <summary>Publications that a stream keeps; 0 for no history.</summary>
    [Between(0, 1_000_000)]
    public int HistorySize { get; init; }

    /// <summary>How long a stream keeps them.</summary>
    [Lasting("0s", "87600h", WholeSeconds = true)]
    public TimeSpan HistoryTtl { get; init; }

    /// <summary>How long the position of an unused stream is remembered; 0 for `channel.history_meta_ttl`.</summary>
    [Lasting("0s", "87600h", WholeSeconds = true)]
    public TimeSpan HistoryMetaTtl { get; init; }

    /// <summary>Follows the position of every subscriber.</summary>
    public bool ForcePositioning { get; init; }

    /// <summary>Follows the position of subscribers who ask for it.</summary>
    public bool AllowPositioning { get; init; }

    /// <summary>Brings every returning subscriber what it missed.</summary>
    public bool ForceRecovery { get; init; }

    /// <summary>Brings returning subscribers what they missed if they ask for it.</summary>
    public bool AllowRecovery { get; init; }

    /// <summary>`stream` recovers everything missed, `cache` only the latest publication; empty for `stream`.</summary>
    [OneOf("", "stream", "cache")]
    public string ForceRecoveryMode { get; init; } = "";

    /// <summary>Recovery by `cache` starts without being asked for.</summary>
    public bool AutoCacheRecover { get; init; }

    /// <summary>Delta formats that subscribers may use.</summary>
    [OneOf("fossil")]
    public IReadOnlyList<string> AllowedDeltaTypes { get; init; } = [];

    /// <summary>Every publication may travel as a delta, whether or not its publisher says so.</summary>
    public bool DeltaPublish { get; init; }

    /// <summary>Subscribers may filter publications by their tags.</summary>
    public bool AllowTagsFilter { get; init; }

    /// <summary>Pushes carry a short number in place of the channel's name to clients that understand it; a key of Centrifugo PRO.</summary>
    public bool AllowChannelCompaction { get; init; }

    /// <summary>Users may subscribe without a token.</summary>
    public bool AllowSubscribeForClient { get; init; }

    /// <summary>Together with `allow_subscribe_for_client`: anonymous users, too.</summary>
    public bool AllowSubscribeForAnonymous { get; init; }

    /// <summary>Users may publish.</summary>
    public bool AllowPublishForClient { get; init; }

    /// <summary>Subscribers may publish.</summary>
    public bool AllowPublishForSubscriber { get; init; }

    /// <summary>Together with one of the other two: anonymous users, too.</summary>
    public bool AllowPublishForAnonymous { get; init; }

    /// <summary>Users may ask who is there.</summary>
    public bool AllowPresenceForClient { get; init; }

    /// <summary>Subscribers may ask who is there.</summary>
    public bool AllowPresenceForSubscriber { get; init; }

    /// <summary>Together with one of the other two: anonymous users, too.</summary>
    public bool AllowPresenceForAnonymous { get; init; }

    /// <summary>Users may read history.</summary>
    public bool AllowHistoryForClient { get; init; }

    /// <summary>Subscribers may read history.</summary>
    public bool AllowHistoryForSubscriber { get; init; }

    /// <summary>Together with one of the other two: anonymous users, too.</summary>
    public bool AllowHistoryForAnonymous { get; init; }

    /// <summary>What stands after `#` in a channel's name is the list of its users.</summary>
    public bool AllowUserLimitedChannels { get; init; }

    /// <summary>What the rest of a channel's name must match; lifts the rule that names are ASCII.</summary>
    [Pattern]
    public string ChannelRegex { get; init; } = "";

    /// <summary>What payloads the channels take; empty for `channel.publication_data_format`.</summary>
    [OneOf("", "json", "json_object", "binary")]
    public string PublicationDataFormat { get; init; } = "";

    /// <summary>A backend decides about subscriptions.</summary>
    public bool SubscribeProxyEnabled { get; init; }

    /// <summary>Which one.</summary>
    public string SubscribeProxyName { get; init; } = DefaultProxy;

    /// <summary>A backend decides about publications.</summary>
    public bool PublishProxyEnabled { get; init; }

    /// <summary>Which one.</summary>
    public string PublishProxyName { get; init; } = DefaultProxy;

    /// <summary>A backend extends expiring subscriptions.</summary>
    public bool SubRefreshProxyEnabled { get; init; }

    /// <summary>Which one.</summary>
    public string SubRefreshProxyName { get; init; } = DefaultProxy;

    /// <summary>A backend feeds each subscription by a stream of its own.</summary>
    public bool SubscribeStreamProxyEnabled { get; init; }

    /// <summary>Which one.</summary>
    public string SubscribeStreamProxyName { get; init; } = DefaultProxy;

    /// <summary>What a subscriber publishes goes into that stream.</summary>
    public bool SubscribeStreamProxyBidirectional { get; init; }

    /// <summary>The name of the proxy that belongs to an event itself.</summary>
    public const string DefaultProxy = "default";
}

/// <summary>An item of a list that is known by its name: in the environment it has variables of its own.</summary>
internal interface INamedSettings
{
    string Name { get; }
}
