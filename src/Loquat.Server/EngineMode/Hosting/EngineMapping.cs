using Loquat.Realtime;
using Loquat.Realtime.AspNetCore;
using Loquat.Realtime.AspNetCore.ServerApi;
using Loquat.Realtime.Tokens;
using Loquat.Server.GrpcApi;

namespace Loquat.Server.EngineMode;

/// <summary>What settings mean to the engine and to its endpoints.</summary>
internal static class EngineMapping
{
    // Clients that all come back at once would find a server that only just started.
    private static readonly TimeSpan LongestSpread = TimeSpan.FromSeconds(5);

    public static void Apply(EngineSettings settings, RealtimeOptions options)
    {
        var client = settings.Client;
        options.PingInterval = client.PingInterval;
        options.PongTimeout = client.PongTimeout;
        options.StaleCloseDelay = client.StaleCloseDelay;
        options.ExpiredCloseDelay = client.ExpiredCloseDelay;
        options.ExpiredSubscriptionCloseDelay = client.ExpiredSubCloseDelay;
        options.PresenceUpdateInterval = client.PresenceUpdateInterval;
        options.PositionCheckDelay = client.ChannelPositionCheckDelay;
        options.MaxQueuedBytes = client.QueueMaxSize;
        options.ChannelLimit = client.ChannelLimit;
        options.MaxChannelLength = settings.Channel.MaxLength;
        options.HistoryLimit = client.HistoryMaxPublicationLimit;
        options.RecoveryLimit = client.RecoveryMaxPublicationLimit;
        options.HistoryMetaTtl = settings.Channel.HistoryMetaTtl;
        options.ConnectionLimit = client.ConnectionLimit;
        options.UserConnectionLimit = client.UserConnectionLimit;
        options.ConnectionRateLimit = client.ConnectionRateLimit;
        options.ConnectionRates = RateMapping.Of(client.RateLimit.ClientCommand);
        options.UserRates = RateMapping.Of(client.RateLimit.UserCommand);
        options.RefusalLimit = client.RateLimit.DisconnectAfter;
        options.AllowAnonymousConnectWithoutToken = client.AllowAnonymousConnectWithoutToken;
        options.DisallowAnonymousConnectionTokens = client.DisallowAnonymousConnectionTokens;
        options.UserIdHeader = client.UserIdHttpHeader;
        options.Tokens = TokenOptionsOf(client.Token);
        options.SubscriptionTokens = client.SubscriptionToken.Enabled ? TokenOptionsOf(client.SubscriptionToken) : null;
        options.RefreshByApplication = client.Proxy.Refresh.Enabled;
        options.PersonalChannel = PersonalChannelOf(client.SubscribeToUserPersonalChannel);
        options.IncludeServerTime = client.ConnectIncludeServerTime;
        options.HandlerConcurrency = client.Concurrency;
        options.PingMethod = settings.Rpc.Ping.Enabled ? settings.Rpc.Ping.Method : "";
        options.Insecure = client.Insecure;
        foreach (var header in EmulatedHeaders(settings))
            options.KeptEmulatedHeaders.Add(header);
        options.WithoutNamespace = ChannelOptionsOf(settings.Channel.WithoutNamespace, settings.Channel);
        options.Namespaces = settings.Channel.Namespaces.ToDictionary(space => space.Name, space => ChannelOptionsOf(space, settings.Channel));
    }

    public static void Apply(EngineSettings settings, RealtimeHttpOptions options)
    {
        foreach (var origin in settings.Client.AllowedOrigins)
            options.AllowedOrigins.Add(origin);
        foreach (var header in KeptHeaders(settings))
            options.KeptHeaders.Add(header);
        options.MaxMessageSize = settings.Websocket.MessageSizeLimit;
        (options.Epoll.Enabled, options.Epoll.Loops) = (settings.HttpServer.Epoll, settings.HttpServer.EpollLoops);
        options.Compression.Enabled = settings.Websocket.Compression;
        options.Compression.Level = settings.Websocket.CompressionLevel;
        options.Compression.MinSize = settings.Websocket.CompressionMinSize;
        options.Compression.MaxMessageSize = settings.Websocket.DecompressedMessageSizeLimit;
        options.ShutdownSpread = Spread(settings.Shutdown);
        (options.HttpStream.Enabled, options.HttpStream.MaxRequestBodySize) = (settings.HttpStream.Enabled, settings.HttpStream.MaxRequestBodySize);
        (options.Sse.Enabled, options.Sse.MaxRequestBodySize) = (settings.Sse.Enabled, settings.Sse.MaxRequestBodySize);
        options.Emulation.MaxRequestBodySize = settings.Emulation.MaxRequestBodySize;
        options.Init.Enabled = settings.Init.Enabled;
        options.UniWebSocket.Enabled = settings.UniWebsocket.Enabled;
        (options.UniSse.Enabled, options.UniSse.MaxRequestBodySize) = (settings.UniSse.Enabled, settings.UniSse.MaxRequestBodySize);
        (options.UniHttpStream.Enabled, options.UniHttpStream.MaxRequestBodySize) =
            (settings.UniHttpStream.Enabled, settings.UniHttpStream.MaxRequestBodySize);
    }

    public static void Apply(EngineSettings settings, ServerApiOptions options)
    {
        options.Key = settings.HttpApi.Key;
        // Where the HTTP form is not there it needs no key; the gRPC form has its own.
        options.Insecure = settings.HttpApi.Insecure || !HasHttpApi(settings);
        options.ErrorMode = ErrorModeOf(settings.HttpApi.ErrorMode);
    }

    public static void Apply(EngineSettings settings, GrpcApiOptions options)
    {
        var api = settings.GrpcApi;
        options.Enabled = api.Enabled;
        options.Address = $"{AddressOf(api.Address.Length > 0 ? api.Address : settings.HttpServer.Address)}:{api.Port}";
        options.Key = api.Key;
        options.ErrorMode = ErrorModeOf(api.ErrorMode);
        if (api.MaxReceiveMessageSize > 0)
            options.MaxRequestBytes = api.MaxReceiveMessageSize;
    }

    /// <summary>Nobody could use it without a key.</summary>
    public static bool HasHttpApi(EngineSettings settings) =>
        !settings.HttpApi.Disabled && (settings.HttpApi.Insecure || settings.HttpApi.Key.Length > 0);

    public static TokenOptions TokenOptionsOf(TokenSettings token) => new()
    {
        HmacSecretKey = token.HmacSecretKey,
        HmacPreviousSecretKey = token.HmacPreviousSecretKey,
        HmacPreviousSecretKeyValidUntil =
            token.HmacPreviousSecretKeyValidUntil == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(token.HmacPreviousSecretKeyValidUntil),
        RsaPublicKey = token.RsaPublicKey,
        EcdsaPublicKey = token.EcdsaPublicKey,
        JwksPublicEndpoint = token.JwksPublicEndpoint,
        Audience = token.Audience,
        AudienceRegex = token.AudienceRegex,
        Issuer = token.Issuer,
        IssuerRegex = token.IssuerRegex,
        UserIdClaim = token.UserIdClaim,
    };

    private static PersonalChannelOptions PersonalChannelOf(PersonalChannelSettings personal) => new()
    {
        Enabled = personal.Enabled,
        Namespace = personal.PersonalChannelNamespace,
        SingleConnection = personal.SingleConnection,
    };

    private static ChannelOptions ChannelOptionsOf(ChannelRuleSettings rules, ChannelSettings channel) => new()
    {
        Presence = rules.Presence,
        JoinLeave = rules.JoinLeave,
        ForcePushJoinLeave = rules.ForcePushJoinLeave,
        HistorySize = rules.HistorySize,
        HistoryTtl = rules.HistoryTtl,
        HistoryMetaTtl = rules.HistoryMetaTtl > TimeSpan.Zero ? rules.HistoryMetaTtl : null,
        ForcePositioning = rules.ForcePositioning,
        AllowPositioning = rules.AllowPositioning,
        RecoveryMode = rules.ForceRecoveryMode == "cache" ? RecoveryMode.Cache : RecoveryMode.Stream,
        AutoCacheRecover = rules.AutoCacheRecover,
        AllowDelta = rules.AllowedDeltaTypes.Contains("fossil"),
        DeltaPublish = rules.DeltaPublish,
        AllowTagsFilter = rules.AllowTagsFilter,
        AllowChannelCompaction = rules.AllowChannelCompaction,
        RefreshByApplication = rules.SubRefreshProxyEnabled,
        ForceRecovery = rules.ForceRecovery,
        AllowRecovery = rules.AllowRecovery,
        AllowSubscribeForClient = rules.AllowSubscribeForClient,
        AllowSubscribeForAnonymous = rules.AllowSubscribeForAnonymous,
        AllowPublishForClient = rules.AllowPublishForClient,
        AllowPublishForSubscriber = rules.AllowPublishForSubscriber,
        AllowPublishForAnonymous = rules.AllowPublishForAnonymous,
        AllowPresenceForClient = rules.AllowPresenceForClient,
        AllowPresenceForSubscriber = rules.AllowPresenceForSubscriber,
        AllowPresenceForAnonymous = rules.AllowPresenceForAnonymous,
        AllowHistoryForClient = rules.AllowHistoryForClient,
        AllowHistoryForSubscriber = rules.AllowHistoryForSubscriber,
        AllowHistoryForAnonymous = rules.AllowHistoryForAnonymous,
        AllowUserLimitedChannels = rules.AllowUserLimitedChannels,
        ChannelRegex = rules.ChannelRegex,
        PublicationFormat = FormatOf(rules.PublicationDataFormat.Length > 0 ? rules.PublicationDataFormat : channel.PublicationDataFormat),
    };

    private static PublicationFormat FormatOf(string format) => format switch
    {
        "binary" => PublicationFormat.Binary,
        "json_object" => PublicationFormat.JsonObject,
        "json" => PublicationFormat.Json,
        _ => PublicationFormat.NotEmpty,
    };

    private static ServerApiErrorMode ErrorModeOf(string mode) => mode == "transport" ? ServerApiErrorMode.Transport : ServerApiErrorMode.Payload;

    /// <summary>In the form that a port can follow.</summary>
    private static string AddressOf(string address) => address switch
    {
        "" => "0.0.0.0",
        "localhost" => "127.0.0.1",
        _ when address.Contains(':', StringComparison.Ordinal) && !address.StartsWith('[') => $"[{address}]",
        _ => address,
    };

    /// <summary>What backends are told of a connection's request has to be remembered with the connection.</summary>
    private static IEnumerable<string> KeptHeaders(EngineSettings settings)
    {
        var passedOn = ProxyUses.Of(settings).SelectMany(use => use.Proxy?.HttpHeaders ?? []);
        string[] naming = settings.Client.UserIdHttpHeader.Length > 0 ? [settings.Client.UserIdHttpHeader] : [];
        return passedOn.Concat(naming).Distinct(StringComparer.OrdinalIgnoreCase);
    }

    private static IEnumerable<string> EmulatedHeaders(EngineSettings settings) =>
        ProxyUses.Of(settings).SelectMany(use => use.Proxy?.EmulatedHeaders ?? []).Distinct(StringComparer.OrdinalIgnoreCase);

    private static TimeSpan Spread(ShutdownSettings shutdown) =>
        shutdown.Timeout / 3 < LongestSpread ? shutdown.Timeout / 3 : LongestSpread;
}
