namespace Loquat.Protocol;

/// <summary>A place in a channel's stream: the offset of a publication inside one generation of the stream.</summary>
/// <param name="Offset">1 for the first publication of the stream; 0 before it.</param>
/// <param name="Epoch">Names the generation; offsets of different epochs cannot be compared. Empty where unknown.</param>
public readonly record struct StreamPosition(ulong Offset, string Epoch)
{
    /// <summary>Before the first publication of a stream that has no name yet.</summary>
    public static readonly StreamPosition Start = new(0, "");
}
