using Loquat.Faults.Clients;

namespace Loquat.Faults.Operations;

/// <summary>A file that somebody picks. What it holds follows from its seed: every attempt brings the same bytes, and no other file has them.</summary>
/// <param name="key">The idempotency key of every attempt; no other file has it.</param>
internal sealed class Attachment(string key, long threadId, int size, int seed)
{
    public string Key => key;

    public long ThreadId => threadId;

    /// <summary>Goes with the file wherever it is passed on, and so tells what it has to hold.</summary>
    public string Name { get; } = $"{key}.bin";

    public int Size => size;

    /// <summary>Of what it holds.</summary>
    public ulong Digest { get; } = ThreadCopy.DigestOf(BytesOf(size, seed));

    /// <summary>Null until the upload is acknowledged.</summary>
    public long? FileId { get; set; }

    public byte[] Content => BytesOf(size, seed);

    private static byte[] BytesOf(int size, int seed)
    {
        var bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
