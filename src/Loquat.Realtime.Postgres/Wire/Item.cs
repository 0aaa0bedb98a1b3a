using System.Text.Json;
using Loquat.Protocol;

namespace Loquat.Realtime.Postgres.Wire;

/// <summary>Stands before each item of a notification. Numbers are for ever: nodes of two versions run side by side during an update.</summary>
internal enum ItemKind : byte
{
    Publication = 1,
    Join = 2,
    Leave = 3,
    Grown = 4,
    Call = 5,
    Large = 6,
    Echo = 7,
}

/// <summary>One thing that a node tells the others.</summary>
internal abstract record Item
{
    /// <summary>A publication that is not part of a stream.</summary>
    public sealed record Published(string Channel, Publication Publication, bool Delta) : Item;

    public sealed record Joined(string Channel, ClientInfo Info) : Item;

    public sealed record Left(string Channel, ClientInfo Info) : Item;

    /// <summary>A stream has publications from <paramref name="First"/> to <paramref name="Last"/> that it had not before.</summary>
    public sealed record Grown(string Channel, ulong First, ulong Last, string Epoch) : Item;

    public sealed record Called(NodeCall Call) : Item;

    /// <summary>Another item, too large for a notification: it waits in the database.</summary>
    public sealed record Large(long Id) : Item;

    /// <summary>To oneself: shows that notifications come through.</summary>
    public sealed record Echo(ulong Number) : Item;

    public byte[] Encode() => this switch
    {
        Published it => new WireWriter().Kind(ItemKind.Publication).Text(it.Channel).Publication(it.Publication, it.Delta).ToArray(),
        Joined it => new WireWriter().Kind(ItemKind.Join).Text(it.Channel).Info(it.Info).ToArray(),
        Left it => new WireWriter().Kind(ItemKind.Leave).Text(it.Channel).Info(it.Info).ToArray(),
        Grown it => new WireWriter().Kind(ItemKind.Grown).Text(it.Channel).Number(it.First).Number(it.Last).Text(it.Epoch).ToArray(),
        Called it => new WireWriter().Kind(ItemKind.Call).Bytes(JsonSerializer.SerializeToUtf8Bytes(it.Call)).ToArray(),
        Large it => new WireWriter().Kind(ItemKind.Large).Number((ulong)it.Id).ToArray(),
        Echo it => new WireWriter().Kind(ItemKind.Echo).Number(it.Number).ToArray(),
        _ => throw new InvalidOperationException($"{GetType().Name} cannot be sent."),
    };

    public static Item Read(ref WireReader reader)
    {
        switch (reader.Kind())
        {
            case ItemKind.Publication:
                var channel = reader.Text();
                var (publication, delta) = reader.Publication();
                return new Published(channel, publication, delta);
            case ItemKind.Join:
                return new Joined(reader.Text(), reader.Info());
            case ItemKind.Leave:
                return new Left(reader.Text(), reader.Info());
            case ItemKind.Grown:
                return new Grown(reader.Text(), reader.Number(), reader.Number(), reader.Text());
            case ItemKind.Call:
                return new Called(JsonSerializer.Deserialize<NodeCall>(reader.Bytes())!);
            case ItemKind.Large:
                return new Large((long)reader.Number());
            case ItemKind.Echo:
                return new Echo(reader.Number());
            case var unknown:
                throw new InvalidDataException($"Items of kind {unknown} are not known here.");
        }
    }
}
