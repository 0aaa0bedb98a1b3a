using System.Buffers;
using System.Text;

namespace Loquat.Realtime.AspNetCore.WebSockets;

/// <summary>
/// Reads the head of a WebSocket upgrade request (RFC 9112, RFC 6455 section 4.2.1). It knows only the plain form that clients really send;
/// whatever is odd is left to the HTTP layer, which knows all of HTTP and answers what is wrong.
/// </summary>
internal static class UpgradeRequestParser
{
    private const int MaxHeadLength = 8 * 1024;
    private static readonly SearchValues<byte> TokenBytes =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private static readonly SearchValues<byte> PlainTextBytes = SearchValues.Create([(byte)'\t', .. Enumerable.Range(' ', '~' - ' ' + 1).Select(b => (byte)b)]);

    /// <summary>Whether the input may be the beginning of a request for this path: cheap, so that other traffic passes at once.</summary>
    public static bool Begins(ReadOnlySpan<byte> input, ReadOnlySpan<byte> path) =>
        input.StartsWith("GET "u8) && input[4..].StartsWith(path);

    /// <param name="path">Without a query.</param>
    /// <param name="keptHeaders">In lower case.</param>
    /// <param name="head">What was understood; its length says where the request ends.</param>
    public static bool TryParse(ReadOnlySpan<byte> input, ReadOnlySpan<byte> path, string[] keptHeaders, out UpgradeHead head)
    {
        head = default;
        var end = input.IndexOf("\r\n\r\n"u8);
        if (end is < 0 or > MaxHeadLength || !Begins(input, path))
            return false;

        var lines = input[..end];
        if (!TryReadQuery(NextLine(ref lines), path.Length, out var query))
            return false;

        var headers = new Headers(keptHeaders);
        while (!lines.IsEmpty)
        {
            if (!headers.TryAdd(NextLine(ref lines)))
                return false;
        }

        if (!headers.IsUpgrade || headers.Host is null)
            return false;

        var request = new UpgradeRequest(headers.Host, headers.Origin, headers.Version, headers.Key, headers.Protocols, headers.Extensions, query);
        head = new UpgradeHead(request, headers.Kept ?? ClientRequest.Empty.Headers, end + 4);
        return true;
    }

    private static ReadOnlySpan<byte> NextLine(ref ReadOnlySpan<byte> lines)
    {
        var end = lines.IndexOf("\r\n"u8);
        var line = end < 0 ? lines : lines[..end];
        lines = end < 0 ? default : lines[(end + 2)..];
        return line;
    }

    private static bool TryReadQuery(ReadOnlySpan<byte> line, int pathLength, out string query)
    {
        query = "";
        if (!line.EndsWith(" HTTP/1.1"u8))
            return false;

        var rest = line[(4 + pathLength)..^" HTTP/1.1".Length];
        if (rest.IsEmpty)
            return true;
        if (rest[0] != '?' || rest.IndexOfAnyExcept(PlainTextBytes) >= 0 || rest.IndexOfAny((byte)' ', (byte)'#') >= 0)
            return false;

        query = Encoding.ASCII.GetString(rest);
        return true;
    }

    /// <summary>The header fields that matter here. A field that must be alone and is not makes the request odd.</summary>
    private struct Headers(string[] keptNames)
    {
        private bool _isWebSocket;
        private bool _isConnectionUpgrade;

        public string? Host;
        public string? Origin;
        public string? Version;
        public string? Key;
        public string? Protocols;
        public string? Extensions;
        public Dictionary<string, string>? Kept;

        public readonly bool IsUpgrade => _isWebSocket && _isConnectionUpgrade;

        public bool TryAdd(ReadOnlySpan<byte> line)
        {
            var colon = line.IndexOf((byte)':');
            if (colon <= 0 || line[..colon].IndexOfAnyExcept(TokenBytes) >= 0)
                return false;

            var name = line[..colon];
            var value = line[(colon + 1)..].Trim(" \t"u8);
            if (value.IndexOfAnyExcept(PlainTextBytes) >= 0)
                return false;

            Keep(name, value);
            return name.Length switch
            {
                4 when Is(name, "host"u8) => TrySet(ref Host, value),
                6 when Is(name, "origin"u8) => TrySet(ref Origin, value),
                6 when Is(name, "expect"u8) => false,
                7 when Is(name, "upgrade"u8) => _isWebSocket = Is(value, "websocket"u8),
                10 when Is(name, "connection"u8) => AddConnection(value),
                14 when Is(name, "content-length"u8) => false,
                17 when Is(name, "transfer-encoding"u8) => false,
                17 when Is(name, "sec-websocket-key"u8) => TrySet(ref Key, value),
                21 when Is(name, "sec-websocket-version"u8) => TrySet(ref Version, value),
                22 when Is(name, "sec-websocket-protocol"u8) => AddTo(ref Protocols, value),
                24 when Is(name, "sec-websocket-extensions"u8) => AddTo(ref Extensions, value),
                _ => true,
            };
        }

        private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> other) => Ascii.EqualsIgnoreCase(text, other);

        private static bool TrySet(ref string? field, ReadOnlySpan<byte> value)
        {
            if (field is not null)
                return false;

            field = Encoding.ASCII.GetString(value);
            return true;
        }

        private bool AddConnection(ReadOnlySpan<byte> value)
        {
            foreach (var range in value.Split((byte)','))
                _isConnectionUpgrade |= Is(value[range].Trim((byte)' '), "upgrade"u8);
            return true;
        }

        private static bool AddTo(ref string? list, ReadOnlySpan<byte> value)
        {
            var text = Encoding.ASCII.GetString(value);
            list = list is null ? text : $"{list},{text}";
            return true;
        }

        private void Keep(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
        {
            foreach (var kept in keptNames)
            {
                if (name.Length != kept.Length || !Ascii.EqualsIgnoreCase(name, kept))
                    continue;

                var text = Encoding.ASCII.GetString(value);
                Kept ??= [];
                Kept[kept] = Kept.TryGetValue(kept, out var before) ? KeptHeaders.Join(kept, before, text) : text;
            }
        }
    }
}

/// <param name="Length">Of the whole head, with the empty line that ends it.</param>
internal readonly record struct UpgradeHead(UpgradeRequest Request, IReadOnlyDictionary<string, string> KeptHeaders, int Length);
