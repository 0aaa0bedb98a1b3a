using System.Net;
using Loquat.Protocol;
using Loquat.Protocol.WebSockets;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Loquat.Realtime.AspNetCore.WebSockets;

/// <summary>The parts of an upgrade request that decide about it. Texts are as they came; null for a header that is not there.</summary>
/// <param name="Key">Null over HTTP/2, which has no keys.</param>
internal readonly record struct UpgradeRequest(string Host, string? Origin, string? Version, string? Key, string? Protocols, string? Extensions, string Query);

/// <summary>What an upgrade request gets: <see cref="HttpStatusCode.SwitchingProtocols"/>, or why not.</summary>
/// <param name="SubProtocol">Must be repeated in the answer; null if the client offered none that we know.</param>
internal readonly record struct Handshake(HttpStatusCode Status, string? SubProtocol, WebSocketForm Form)
{
    /// <summary>Goes into the answer; null for none.</summary>
    public string? Extensions => Form.Deflater is null ? null : CompressionOffers.Answer;
}

/// <summary>How a WebSocket is used once it is open.</summary>
/// <param name="PingsNatively">Its own ping and pong frames take the place of the protocol's.</param>
/// <param name="IsUnidirectional">Nothing but a connect request comes from the client (section 7).</param>
/// <param name="Deflater">Null unless permessage-deflate was agreed on; then messages of the peer may be compressed, too.</param>
internal readonly record struct WebSocketForm(WireEncoding Encoding, bool PingsNatively, bool IsUnidirectional, FrameDeflater? Deflater)
{
    /// <summary>What the path asks for, whatever the query says.</summary>
    public WebSocketForm AsUnidirectional() => new(WireEncoding.Json, PingsNatively: false, IsUnidirectional: true, Deflater);
}

/// <summary>The rules of the opening handshake (sections 2.4 and 4), the same behind every door.</summary>
internal sealed class HandshakeRules(OriginPolicy origins, IOptions<RealtimeHttpOptions> options)
{
    private const string Json = "centrifuge-json";
    private const string Protobuf = "centrifuge-protobuf";

    private readonly FrameDeflater? _deflater =
        options.Value.Compression is { Enabled: true } compression ? new FrameDeflater(compression.Level, compression.MinSize) : null;

    /// <param name="needsKey">False over HTTP/2.</param>
    public Handshake Judge(in UpgradeRequest request, bool needsKey)
    {
        if (request.Version != "13")
            return Refused(HttpStatusCode.UpgradeRequired);
        if (needsKey && !WebSocketHandshake.IsKey(request.Key))
            return Refused(HttpStatusCode.BadRequest);
        if (!origins.Allows(request.Origin, request.Host))
            return Refused(HttpStatusCode.Forbidden);

        var subProtocol = SubProtocolOf(request.Protocols);
        var deflater = _deflater is not null && CompressionOffers.HasAcceptable(request.Extensions) ? _deflater : null;
        return new Handshake(HttpStatusCode.SwitchingProtocols, subProtocol, FormOf(request.Query, subProtocol == Protobuf, deflater));
    }

    private static Handshake Refused(HttpStatusCode status) => new(status, null, default);

    /// <summary>The first one we know in the client's order.</summary>
    private static string? SubProtocolOf(string? offered)
    {
        foreach (var range in offered.AsSpan().Split(','))
        {
            var name = offered.AsSpan(range).Trim();
            if (name.SequenceEqual(Json))
                return Json;
            if (name.SequenceEqual(Protobuf))
                return Protobuf;
        }

        return null;
    }

    private static WebSocketForm FormOf(string query, bool isProtobuf, FrameDeflater? deflater)
    {
        var pingsNatively = false;
        foreach (var pair in new QueryStringEnumerable(query))
        {
            isProtobuf |= pair.EncodedName.Span is "format" or "cf_protocol" && pair.EncodedValue.Span is "protobuf";
            pingsNatively |= pair.EncodedName.Span is "cf_ws_frame_ping_pong" && pair.EncodedValue.Span is "true";
        }

        return new WebSocketForm(isProtobuf ? WireEncoding.Protobuf : WireEncoding.Json, pingsNatively, IsUnidirectional: false, deflater);
    }
}
