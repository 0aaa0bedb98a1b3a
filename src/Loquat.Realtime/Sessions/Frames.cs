using System.Runtime.CompilerServices;
using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>Which bytes a session gets for a message: its encoding, and how its transport marks where a message ends.</summary>
internal readonly record struct FrameVariant(WireEncoding Encoding, FrameFormat Format)
{
    private const int Encodings = 2;

    /// <summary>One more than the largest <see cref="Index"/>: encodings times formats.</summary>
    public const int Count = Encodings * ((int)FrameFormat.UniServerSentEvents + 1);

    public int Index => (int)Format * Encodings + (int)Encoding;

    public static byte[] Ping(FrameVariant variant) => Pings[variant.Index] ??= variant.Encode(Reply.Ping.Instance);

    private static readonly byte[]?[] Pings = new byte[]?[Count];

    /// <summary>Nothing but a connect request ever comes from the client.</summary>
    public bool IsUnidirectional => Format >= FrameFormat.UniWebSocket;

    /// <summary>The client's commands come by other ways than the connection itself.</summary>
    public bool IsEmulated => Format is FrameFormat.HttpStream or FrameFormat.ServerSentEvents;

    public byte[] Encode(Reply reply) => TransportFrames.Encode(Format, Encoding, reply);
}

/// <summary>A push on its way to many sessions: encoded once for each variant that one of them has, and not before.</summary>
internal struct PushFrames(Push push)
{
    private Slots _frames;

    /// <summary>Null if the push carries something that cannot be said in this encoding.</summary>
    public byte[]? For(FrameVariant variant)
    {
        ref var frame = ref _frames[variant.Index];
        if (frame is null)
            frame = IsSayable(variant) ? variant.Encode(new Reply.Pushed(push)) : [];
        return frame.Length == 0 ? null : frame;
    }

    private readonly bool IsSayable(FrameVariant variant) =>
        variant.Encoding == WireEncoding.Protobuf
        || push is not Push.Pub { Publication: var publication }
        || Payload.IsJson(publication.Data);

    [InlineArray(FrameVariant.Count)]
    private struct Slots
    {
        private byte[]? _first;
    }
}
