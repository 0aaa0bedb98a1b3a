using System.Text;

namespace Loquat.Realtime.Postgres.Wire;

/// <summary>
/// The payload of a notification: the sender's name, a space, and its items in base64. PostgreSQL takes texts of less than 8000 bytes.
/// </summary>
internal static class Envelope
{
    private const int MaxPayload = 7999;

    /// <summary>What one envelope holds; a larger item has to wait elsewhere.</summary>
    public static int CapacityOf(string node) => (MaxPayload - Encoding.UTF8.GetByteCount(node) - 1) / 4 * 3;

    /// <summary>Packs items, in their order, into as few payloads as they fit in. None may be larger than an envelope.</summary>
    public static List<string> Pack(string node, IReadOnlyList<byte[]> items)
    {
        var payloads = new List<string>();
        var capacity = CapacityOf(node);
        var packed = new MemoryStream(capacity);
        foreach (var item in items)
        {
            if (packed.Length + item.Length > capacity)
                Seal();
            packed.Write(item);
        }
        Seal();
        return payloads;

        void Seal()
        {
            if (packed.Length == 0)
                return;

            payloads.Add($"{node} {Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length)}");
            packed.SetLength(0);
        }
    }

    /// <exception cref="InvalidDataException">Not one of ours.</exception>
    public static (string Node, IReadOnlyList<Item> Items) Open(string payload)
    {
        var space = payload.IndexOf(' ', StringComparison.Ordinal);
        var bytes = new byte[payload.Length];
        if (space < 0 || !Convert.TryFromBase64Chars(payload.AsSpan(space + 1), bytes, out var length))
            throw new InvalidDataException("The notification is no envelope.");

        return (payload[..space], Items(bytes.AsSpan(0, length)));
    }

    public static IReadOnlyList<Item> Items(ReadOnlySpan<byte> bytes)
    {
        var items = new List<Item>();
        var reader = new WireReader(bytes);
        while (!reader.IsAtEnd)
            items.Add(Item.Read(ref reader));
        return items;
    }
}
