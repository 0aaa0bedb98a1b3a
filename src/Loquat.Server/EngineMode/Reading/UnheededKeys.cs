using System.Collections;

namespace Loquat.Server.EngineMode;

/// <summary>Keys that are read and checked and change nothing yet. Whoever sets one is told so.</summary>
internal static class UnheededKeys
{
    private const string FixedPath = "the paths of transports are fixed";
    private const string OwnLimits = "what websocket says holds for all WebSockets";
    private const string NoUniGrpc = "there is no unidirectional gRPC";
    private const string NoResponses = "connections that are refused are told so in the stream";
    private const string NoStreams = "backends stream no subscriptions, and none is let in this way";

    /// <summary>Where a key begins, and why it has no effect.</summary>
    public static readonly IReadOnlyList<(string Path, string Why)> All =
    [
        ("client.insecure_skip_token_signature_verify", "signatures are always checked"),
        ("client.channel_position_max_time_lag", "there is one node, and no lag"),
        ("client.connect_code_to_unidirectional_disconnect", "codes are told as they are"),
        ("websocket.disabled", "WebSocket is always there"), ("websocket.handler_prefix", FixedPath),
        ("websocket.write_timeout", "a client that reads too slowly is closed when its queue is full"),
        ("http_stream.handler_prefix", FixedPath), ("sse.handler_prefix", FixedPath), ("emulation.handler_prefix", FixedPath), ("init.handler_prefix", FixedPath),
        ("uni_websocket.handler_prefix", FixedPath), ("uni_websocket.compression", OwnLimits),
        ("uni_websocket.write_timeout", OwnLimits), ("uni_websocket.message_size_limit", OwnLimits), ("uni_websocket.decompressed_message_size_limit", OwnLimits),
        ("uni_websocket.disable_closing_handshake", "connections are always closed in order"),
        ("uni_websocket.disable_disconnect_push", "it is always sent"), ("uni_websocket.join_push_messages", "each has a frame of its own"),
        ("uni_http_stream.handler_prefix", FixedPath), ("uni_http_stream.connect_code_to_http_response", NoResponses),
        ("uni_sse.handler_prefix", FixedPath), ("uni_sse.connect_code_to_http_response", NoResponses),
        ("uni_grpc", NoUniGrpc),
    ];

    /// <summary>Warns of every one that is not as it would be by itself, and of the one event that no backend is asked about.</summary>
    public static void Report(EngineSettings settings, GivenKeys given, Findings findings)
    {
        Walk(settings, new EngineSettings(), "", given, findings);
        foreach (var use in ProxyUses.Of(settings).Where(use => use.Path.EndsWith(".subscribe_stream_proxy", StringComparison.Ordinal)))
            Warn(use.Path, NoStreams, findings);
    }

    private static void Walk(object section, object defaults, string path, GivenKeys given, Findings findings)
    {
        foreach (var member in SettingShape.Of(section.GetType()).Members.Where(member => given.Contains(section, member)))
        {
            var (value, usual) = (member.Property.GetValue(section)!, member.Property.GetValue(defaults)!);
            var key = path + member.Name;
            if (member is SettingMember.Section)
                Walk(value, usual, key + ".", given, findings);
            else if (ReasonFor(key) is { } why && !(value is IList list ? list.Count == 0 : Equals(value, usual)))
                Warn(key, why, findings);
        }
    }

    private static string? ReasonFor(string key) =>
        All.FirstOrDefault(entry => key.StartsWith(entry.Path, StringComparison.Ordinal) && (key.Length == entry.Path.Length || key[entry.Path.Length] is '.' or '_')).Why;

    private static void Warn(string key, string why, Findings findings) => findings.Warning($"{key} has no effect yet: {why}.");
}
