using System.Text.Json;

namespace Loquat.Faults.Clients;

/// <summary>A file as a message shows it.</summary>
internal sealed record ShownFile(long Id, string Name, long Size);

/// <summary>The files of a message, in its order. Equal to others if each is.</summary>
internal sealed record ShownFiles(IReadOnlyList<ShownFile> Each)
{
    public static readonly ShownFiles None = new([]);

    public static ShownFiles Of(JsonElement files) => new([.. files.EnumerateArray().Select(file => new ShownFile(
        file.GetProperty("id").GetInt64(), file.GetProperty("name").GetString()!, file.GetProperty("size").GetInt64()))]);

    /// <summary>Reads what the database holds.</summary>
    public static ShownFiles Of(string json)
    {
        using var files = JsonDocument.Parse(json);
        return Of(files.RootElement);
    }

    public bool Equals(ShownFiles? other) => other is not null && Each.SequenceEqual(other.Each);

    public override int GetHashCode() => Each.Aggregate(0, (hash, file) => HashCode.Combine(hash, file));

    public override string ToString() => string.Join(' ', Each);
}
