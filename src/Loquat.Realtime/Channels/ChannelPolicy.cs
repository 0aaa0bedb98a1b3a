using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Loquat.Protocol;
using Loquat.Realtime.Filters;

namespace Loquat.Realtime;

/// <summary>One namespace's options put into answers.</summary>
internal sealed record ChannelPolicy(ChannelOptions Options, RealtimeOptions Engine, Regex? NameRegex)
{
    private static readonly PublishOptions DeltaPublish = new() { Delta = true };

    // Whoever reads an older one shares less: it needs no lock.
    private Grant _latest = Grant.None;

    /// <summary>Keeps the channel's history instead of the broker; null for ordinary channels.</summary>
    public IChannelLog? Log { get; init; }

    public Retention Retention { get; } = new(Options.HistorySize, Options.HistoryTtl, Options.HistoryMetaTtl ?? Engine.HistoryMetaTtl);

    /// <summary>How clients publish.</summary>
    public PublishOptions ClientPublish { get; } = Options.DeltaPublish ? DeltaPublish : PublishOptions.Default;

    public bool HasHistory => Log is not null || Retention.KeepsPublications;

    public bool Names(ChannelName name) => NameRegex is null ? Ascii.IsValid(name.Value) : NameRegex.IsMatch(name.Rest);

    public bool IsUserLimited(ChannelName name) => Options.AllowUserLimitedChannels && name.HasUsers;

    /// <summary>Where insecure, everybody stands on the list.</summary>
    public bool AllowsLimited(ChannelName name, string user) => Engine.Insecure || name.Lists(user);

    /// <summary>What remains of section 23.1 where neither a token, nor the name, nor the application has decided.</summary>
    public bool AllowsSubscribe(string user) => Engine.Insecure ||
        (Options.AllowSubscribeForClient && (user.Length > 0 || Options.AllowSubscribeForAnonymous));

    public bool AllowsPublish(string user, bool subscribed) => Allows(
        user, subscribed, Options.AllowPublishForClient, Options.AllowPublishForSubscriber, Options.AllowPublishForAnonymous);

    public bool AllowsPresence(string user, bool subscribed) => Allows(
        user, subscribed, Options.AllowPresenceForClient, Options.AllowPresenceForSubscriber, Options.AllowPresenceForAnonymous);

    public bool AllowsHistory(string user, bool subscribed) => (Log is not null && subscribed) || Allows(
        user, subscribed, Options.AllowHistoryForClient, Options.AllowHistoryForSubscriber, Options.AllowHistoryForAnonymous);

    public bool Takes(ReadOnlySpan<byte> data) => Options.PublicationFormat switch
    {
        PublicationFormat.Binary => true,
        PublicationFormat.NotEmpty => !data.IsEmpty,
        PublicationFormat.JsonObject => Payload.KindOf(data) == JsonTokenType.StartObject,
        _ => Payload.KindOf(data) != JsonTokenType.None,
    };

    /// <summary>
    /// What a subscription of this user gets (section 11.2): what it asked for and may have, unless somebody decided otherwise.
    /// </summary>
    public Grant GrantTo(string user, SubscribeRequest request, SubscribeOptions decided)
    {
        var mayReadHistory = AllowsHistory(user, subscribed: true);
        var mayReadPresence = AllowsPresence(user, subscribed: true);
        var recoverable = Log is not null || (decided.Recoverable ??
            (Options.ForceRecovery || (request.Recoverable && (Options.AllowRecovery || mayReadHistory))));
        var positioned = recoverable || (decided.Positioned ??
            (Options.ForcePositioning || (request.Positioned && (Options.AllowPositioning || mayReadHistory))));
        var joinLeave = decided.JoinLeave ?? Options.JoinLeave;
        return Share(new Grant
        {
            Presence = decided.Presence ?? Options.Presence,
            JoinLeave = joinLeave,
            PushesJoinLeave = decided.ForcePushJoinLeave ??
                (Options.ForcePushJoinLeave || (request.JoinLeave && joinLeave && mayReadPresence)),
            Recoverable = recoverable,
            Positioned = positioned,
            Delta = request.Delta.Length > 0 && Options.AllowDelta && Log is null,
            Compact = (request.Flag & 1) != 0 && Options.AllowChannelCompaction,
            Info = decided.Info,
            Data = decided.Data,
            ExpireAt = decided.ExpireAt,
            RefreshByClient = decided.RefreshByClient && !Options.RefreshByApplication,
        });
    }

    /// <summary>Most subscriptions of a namespace get the same: one object does for all of them in a row.</summary>
    private Grant Share(Grant grant)
    {
        if (grant == _latest)
            return _latest;

        return _latest = grant;
    }

    private bool Allows(string user, bool subscribed, bool forClient, bool forSubscriber, bool forAnonymous) =>
        Engine.Insecure || ((forClient || (forSubscriber && subscribed)) && (user.Length > 0 || forAnonymous));
}

/// <summary>What one subscription may do and gets.</summary>
internal sealed record Grant
{
    public static readonly Grant None = new();

    public bool Presence { get; init; }
    public bool JoinLeave { get; init; }
    public bool PushesJoinLeave { get; init; }
    public bool Recoverable { get; init; }
    public bool Positioned { get; init; }

    /// <summary>Publications come in the form for patches (section 14).</summary>
    public bool Delta { get; init; }

    /// <summary>Pushes carry the channel's number in place of its name (section 11.9).</summary>
    public bool Compact { get; init; }

    /// <summary>Chooses which publications come; null for all. Never together with <see cref="Delta"/>: patches need every publication.</summary>
    public TagsFilter? Filter { get; init; }

    public ReadOnlyMemory<byte> Info { get; init; }
    public ReadOnlyMemory<byte> Data { get; init; }
    public DateTimeOffset? ExpireAt { get; init; }

    /// <summary>The client brings a token before the grant expires; else the application is asked then.</summary>
    public bool RefreshByClient { get; init; }
}
