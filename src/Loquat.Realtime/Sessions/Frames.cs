using System.Runtime.CompilerServices;
using Loquat.Protocol;
using Loquat.Protocol.WebSockets;
using Loquat.Realtime.Deltas;

namespace Loquat.Realtime;

/// <summary>Which bytes a session gets for a message: its encoding, how its transport marks where a message ends, and whether it takes compressed ones.</summary>
/// <param name="Deflater">Null for a transport that takes none. All of one format have the same.</param>
internal sealed record FrameVariant(WireEncoding Encoding, FrameFormat Format, FrameDeflater? Deflater = null)
{
    private const int Encodings = 2;
    private const int Plain = Encodings * ((int)FrameFormat.UniServerSentEvents + 1);

    /// <summary>One more than the largest <see cref="Index"/>: encodings times formats, and the two WebSocket formats once more.</summary>
    public const int Count = Plain + 2 * Encodings;

    public int Index => Deflater is null
        ? (int)Format * Encodings + (int)Encoding
        : Plain + (Format == FrameFormat.UniWebSocket ? Encodings : 0) + (int)Encoding;

    /// <summary>Too short to be compressed.</summary>
    public static byte[] Ping(FrameVariant variant) =>
        Pings[variant.Index] ??= Of(variant.Encoding, variant.Format, deflater: null).Encode(Reply.Ping.Instance);

    private static readonly byte[]?[] Pings = new byte[]?[Count];
    private static readonly FrameVariant?[] Shared = new FrameVariant?[Count];

    /// <summary>The same object for all sessions that are alike, but for those that take compressed messages.</summary>
    public static FrameVariant Of(WireEncoding encoding, FrameFormat format, FrameDeflater? deflater)
    {
        var variant = new FrameVariant(encoding, format, deflater);
        return deflater is null ? Shared[variant.Index] ??= variant : variant;
    }

    /// <summary>Nothing but a connect request ever comes from the client.</summary>
    public bool IsUnidirectional => Format >= FrameFormat.UniWebSocket;

    /// <summary>The client's commands come by other ways than the connection itself.</summary>
    public bool IsEmulated => Format is FrameFormat.HttpStream or FrameFormat.ServerSentEvents;

    public byte[] Encode(Reply reply)
    {
        var frame = TransportFrames.Encode(Format, Encoding, reply);
        return Deflater is null ? frame : Deflater.Deflate(frame);
    }
}

/// <summary>How a publication is told to a subscriber (section 14).</summary>
internal enum PublicationForm : byte
{
    Plain,

    /// <summary>Whole, to a subscriber who may get patches.</summary>
    Whole,

    /// <summary>As a patch to the publication before, unless that would not be smaller.</summary>
    Patch,
}

/// <summary>How a push says which channel it is about (section 11.9).</summary>
internal enum Addressing : byte
{
    Name,

    /// <summary>To a subscriber who was told the channel's number.</summary>
    Number,
}

/// <summary>
/// A push on its way to many sessions: encoded once for each variant, form and addressing that one of them has, and not before.
/// </summary>
/// <param name="number">The channel's.</param>
/// <param name="previous">The publication before a publication that may go out as a patch; else null.</param>
internal struct PushFrames(Push push, long number, Publication? previous = null)
{
    private const int Forms = 3;
    private const int Addressings = 2;

    private Slots _frames;

    /// <summary>Null if the push carries something that cannot be said in this encoding.</summary>
    public byte[]? For(FrameVariant variant, Addressing addressing, PublicationForm form = PublicationForm.Plain)
    {
        if (form == PublicationForm.Patch && previous is null)
            form = PublicationForm.Whole;

        ref var frame = ref _frames[(variant.Index * Forms + (int)form) * Addressings + (int)addressing];
        frame ??= Encode(variant, addressing, form) ?? [];
        return frame.Length == 0 ? null : frame;
    }

    private byte[]? Encode(FrameVariant variant, Addressing addressing, PublicationForm form)
    {
        if (push is not Push.Pub { Publication: var publication })
            return Encode(variant, addressing, push);
        if (variant.Encoding == WireEncoding.Json && !Payload.IsJson(publication.Data))
            return null;

        return form switch
        {
            PublicationForm.Patch when DeltaForm.Patch(previous!, publication, variant.Encoding) is { } patch =>
                Encode(variant, addressing, new Push.Pub(push.Channel, patch)),
            PublicationForm.Patch => For(variant, addressing, PublicationForm.Whole),
            PublicationForm.Whole when variant.Encoding == WireEncoding.Json =>
                Encode(variant, addressing, new Push.Pub(push.Channel, DeltaForm.Whole(publication, variant.Encoding))),
            PublicationForm.Whole => For(variant, addressing),
            _ => Encode(variant, addressing, push),
        };
    }

    private readonly byte[] Encode(FrameVariant variant, Addressing addressing, Push content) =>
        variant.Encode(new Reply.Pushed(addressing == Addressing.Number ? content with { Channel = "", Id = number } : content));

    [InlineArray(FrameVariant.Count * Forms * Addressings)]
    private struct Slots
    {
        private byte[]? _first;
    }
}
