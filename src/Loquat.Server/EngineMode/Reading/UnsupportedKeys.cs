using System.Text.Json;

namespace Loquat.Server.EngineMode;

/// <summary>Keys of Centrifugo that this program understands and does not follow.</summary>
internal static class UnsupportedKeys
{
    private const string OneNode = "one node serves everything, in its own memory";
    private const string NoMap = "there are no map subscriptions";
    private const string NoPoll = "there are no shared poll subscriptions";
    private const string OwnBuffers = "connections have no buffers of their own";
    private const string NoTls = "clients would be served in the clear. Put a TLS proxy in front, or listen with --urls https://";

    /// <summary>Where a key begins, why it is not followed, and whether going on without it would be dangerous.</summary>
    private static readonly (string Path, string Why, bool IsDangerous)[] Table =
    [
        ("engine", OneNode, false), ("broker", OneNode, false), ("presence_manager", OneNode, false), ("controller", OneNode, false),
        ("map_broker", NoMap, false), ("channel.proxy.map_publish", NoMap, false), ("channel.proxy.map_remove", NoMap, false),
        ("shared_poll", NoPoll, false), ("channel.proxy.shared_poll_refresh", NoPoll, false),
        ("consumers", "publish through the server API instead", false),
        ("webtransport", "there is no WebTransport", false),
        ("http_server.tls", NoTls, true), ("http_server.tls_autocert", NoTls, true), ("grpc_api.tls", NoTls, true), ("uni_grpc.tls", NoTls, true),
        ("http_server.tls_external", "there is one certificate for all listeners", false),
        ("http_server.http3", "there is no HTTP/3", false), ("http_server.h2c_external", "HTTP/2 needs TLS", false),
        ("log.file", "logs go to the console", false), ("pid_file", "there is no file for the process id", false),
        ("grpc_api.reflection", "there is no reflection", false),
        ("websocket.read_buffer_size", OwnBuffers, false), ("websocket.write_buffer_size", OwnBuffers, false),
        ("websocket.use_write_buffer_pool", OwnBuffers, false), ("uni_websocket.read_buffer_size", OwnBuffers, false),
        ("uni_websocket.write_buffer_size", OwnBuffers, false), ("uni_websocket.use_write_buffer_pool", OwnBuffers, false),
        ("client.token.insecure_skip_jwks_endpoint_safety_check", "addresses of key sets hold no placeholders", false),
        ("client.subscription_token.insecure_skip_jwks_endpoint_safety_check", "addresses of key sets hold no placeholders", false),
        ("admin.web_path", "the admin page is built in", false), ("admin.web_proxy_address", "the admin page is built in", false),
        ("prometheus.instrument_http_handlers", "it is always so", false),
        ("prometheus.recovered_publications_histogram", "there is no such histogram", false),
        ("prometheus.native_histograms", "histograms have fixed buckets", false),
        ("swagger", "there is no such page", false), ("debug", "use dotnet-counters and dotnet-trace", false), ("dev", "there is no such page", false),
        ("opentelemetry", "traces are not exported", false), ("graphite", "read /metrics instead", false),
        ("node", "one node serves everything", false),
    ];

    /// <summary>Of a namespace, or of channels without one.</summary>
    private static readonly (string Path, string Why)[] OfChannels =
    [
        ("map", NoMap), ("map_clients_presence_channel_prefix", NoMap), ("map_users_presence_channel_prefix", NoMap),
        ("shared_poll", NoPoll), ("subscription_type", "all subscriptions are streams"),
    ];

    /// <summary>What needs no word: to leave it out is what it asks for.</summary>
    private static readonly string[] Silent = ["usage_stats", "enable_unreleased_features"];

    private static readonly IReadOnlyList<(string Path, string Why, bool IsDangerous)> All =
    [
        .. Table,
        .. OfChannels.SelectMany(key => new[] { $"channel.without_namespace.{key.Path}", $"channel.namespaces[].{key.Path}" }, (key, path) => (path, key.Why, false)),
        .. Backends.SelectMany(path => new[] { ($"{path}.grpc.tls", "calls to the backend would be made in the clear", true), ($"{path}.grpc.compression", "calls are not compressed", false) }),
        .. Silent.Select(path => (path, "", false)),
    ];

    private static IEnumerable<string> Backends =>
        SettingShape.Keys(typeof(EngineSettings)).Select(key => key.Path).Where(path => path.EndsWith(".grpc.credentials_key", StringComparison.Ordinal))
            .Select(path => path[..^".grpc.credentials_key".Length]);

    /// <summary>Takes note of a key that is not in our table. False if Centrifugo does not know it either.</summary>
    /// <param name="pattern">The path with <c>[]</c> for the items of lists.</param>
    /// <param name="shown">The path or the variable as the operator wrote it.</param>
    public static bool TryReport(string pattern, string shown, JsonElement value, Findings findings)
    {
        var match = All.FirstOrDefault(key => IsAtOrBelow(pattern, key.Path, '.'));
        if (match.Path is null)
            return false;
        if (match.Why.Length > 0 && AsksForSomething(value))
            Report(shown, match.Why, match.IsDangerous, findings);
        return true;
    }

    /// <summary>The same for an environment variable, without its first word.</summary>
    /// <param name="pattern">In upper case; what belongs to a named item has the list's name, <c>[]</c> and the rest.</param>
    public static bool TryReportVariable(string pattern, string variable, string value, Findings findings)
    {
        var match = All.FirstOrDefault(key => IsAtOrBelow(pattern, EnvironmentNames.Of(key.Path), '_'));
        if (match.Path is null)
            return false;
        if (match.Why.Length > 0 && value is not ("" or "false" or "0" or "memory" or "stream"))
            Report(variable, match.Why, match.IsDangerous && variable.EndsWith("_ENABLED", StringComparison.Ordinal), findings);
        return true;
    }

    private static void Report(string shown, string why, bool isDangerous, Findings findings)
    {
        if (isDangerous)
            findings.Problem($"{shown} is known to Centrifugo, not supported here: {why}.");
        else
            findings.Warning($"{shown} is known to Centrifugo, not supported here: {why}.");
    }

    private static bool IsAtOrBelow(string path, string key, char separator) =>
        path.StartsWith(key, StringComparison.OrdinalIgnoreCase) && (path.Length == key.Length || path[key.Length] == separator);

    private static bool AsksForSomething(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object when value.TryGetProperty("enabled", out var enabled) => AsksForSomething(enabled),
        JsonValueKind.Object => value.EnumerateObject().Any(property => AsksForSomething(property.Value)),
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.True => true,
        JsonValueKind.Number => value.GetRawText() != "0",
        JsonValueKind.String => value.GetString() is not ("" or "memory" or "stream"),
        _ => false,
    };
}
