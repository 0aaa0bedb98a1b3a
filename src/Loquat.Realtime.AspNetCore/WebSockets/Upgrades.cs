using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Unicode;
using Loquat.Protocol.WebSockets;
using Microsoft.Extensions.Options;

namespace Loquat.Realtime.AspNetCore.WebSockets;

/// <summary>
/// Takes plain WebSocket upgrades of our paths out of what comes first on a connection, whoever reads it. It only ever says yes: a request that is
/// refused, odd, or not complete is left alone, and <see cref="WebSocketEndpoint"/> behind the HTTP layer answers it by the same rules.
/// </summary>
internal sealed class Upgrades(Engine engine, HandshakeRules rules, UpgradePaths paths, IOptions<RealtimeHttpOptions> options)
{
    // Its lines with all that may be in them are 280.
    private const int MostAnswerBytes = 512;

    private readonly MessageLimits _limits = MessageLimits.Of(options.Value);
    private readonly string[] _keptHeaders = KeptHeaders.Normalise(options.Value.KeptHeaders);

    /// <param name="input">The first bytes of a connection, as far as they have come.</param>
    /// <param name="head">The request; its length says where it ends.</param>
    /// <param name="form">What it asks for.</param>
    public bool TryRead(ReadOnlySpan<byte> input, out UpgradeHead head, out Handshake form)
    {
        form = default;
        if (!TryParse(input, out head))
            return false;

        form = rules.Judge(head.Request, needsKey: true);
        return form.Status == HttpStatusCode.SwitchingProtocols;
    }

    /// <summary>Null if the engine takes nobody now.</summary>
    /// <param name="transport">Made for the handshake that was read; nothing has been sent by it yet.</param>
    /// <param name="remoteAddress">Null if it is not known.</param>
    public Upgraded? TryAccept(in UpgradeHead head, Handshake handshake, WebSocketTransport transport, IPAddress? remoteAddress)
    {
        var client = new ClientRequest(remoteAddress?.ToString() ?? "", head.KeptHeaders);
        return engine.Accept(transport, client) is { } session
            ? new Upgraded(new WebSocketConnection(transport, session, _limits), AnswerTo(head.Request.Key, handshake))
            : null;
    }

    private bool TryParse(ReadOnlySpan<byte> input, out UpgradeHead head)
    {
        foreach (var path in paths.All)
        {
            if (UpgradeRequestParser.TryParse(input, path, _keptHeaders, out head))
                return true;
        }

        head = default;
        return false;
    }

    private static byte[] AnswerTo(string? key, Handshake handshake)
    {
        var protocolLine = handshake.SubProtocol is null ? "" : $"Sec-WebSocket-Protocol: {handshake.SubProtocol}\r\n";
        var extensionLine = handshake.Extensions is null ? "" : $"Sec-WebSocket-Extensions: {handshake.Extensions}\r\n";
        // Straight into bytes: a text on the way would be the largest thing that an upgrade leaves to be collected.
        Span<byte> answer = stackalloc byte[MostAnswerBytes];
        var fits = Utf8.TryWrite(answer, CultureInfo.InvariantCulture,
            $"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {WebSocketHandshake.Accept(key)}\r\n{protocolLine}{extensionLine}\r\n",
            out var length);
        return fits ? answer[..length].ToArray() : throw new UnreachableException("All that is in it is ours.");
    }
}

/// <summary>A connection that is ours now, once <paramref name="Answer"/> is sent.</summary>
internal readonly record struct Upgraded(WebSocketConnection Connection, byte[] Answer);
