using System.Buffers.Binary;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;

namespace Loquat.Chat.Maintenance;

/// <summary>
/// A row the way SQLite holds it, wherever it is from: each value a <see cref="long"/>, a <see cref="double"/>, a <see cref="string"/>,
/// bytes or null. So rows of two kinds of databases can be compared.
/// </summary>
internal static class Row
{
    public static object?[] Read(DbDataReader reader)
    {
        var row = new object?[reader.FieldCount];
        for (var i = 0; i < row.Length; i++)
            row[i] = ReadValue(reader.GetValue(i));

        return row;
    }

    /// <summary>A value as a column of another type wants it.</summary>
    public static object? As(Type type, object? value) => (value, type) switch
    {
        (null, _) => null,
        (long number, _) when type == typeof(bool) => number != 0,
        (long number, _) when type == typeof(int) => checked((int)number),
        (long number, _) when type == typeof(short) => checked((short)number),
        (long number, _) when type == typeof(double) => (double)number,
        (string text, _) when type == typeof(Guid) => Guid.Parse(text),
        _ when value.GetType() == type => value,
        _ => throw new NotSupportedException($"A {value.GetType().Name} cannot be kept as {type.Name}."),
    };

    private static object? ReadValue(object value) => value switch
    {
        DBNull => null,
        long or double or string or byte[] => value,
        int number => (long)number,
        short number => (long)number,
        bool flag => flag ? 1L : 0L,
        float number => (double)number,
        Guid id => id.ToString().ToUpperInvariant(),
        _ => throw new NotSupportedException($"A value of type {value.GetType().Name} cannot be copied."),
    };
}

/// <summary>What all rows of a table come to, in the order of their key. The same rows make the same hash on every database.</summary>
internal sealed record TableDigest(string Table, long Rows, string Hash)
{
    public static async Task<TableDigest> OfAsync(Store store, StoredTable table, CancellationToken cancellationToken)
    {
        using var digest = new RowDigest();
        await foreach (var reader in store.RowsAsync(store.SelectAll(table), cancellationToken))
            digest.Add(Row.Read(reader));

        return digest.Result(table.Name);
    }
}

/// <summary>A digest in the making.</summary>
internal sealed class RowDigest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long Rows { get; private set; }

    /// <summary>Kind, length and content of each value: no two rows look the same.</summary>
    public void Add(object?[] row)
    {
        Rows++;
        foreach (var value in row)
        {
            switch (value)
            {
                case null:
                    Add('n', []);
                    break;
                case long number:
                    AddNumber('i', number);
                    break;
                case double number:
                    AddNumber('r', BitConverter.DoubleToInt64Bits(number));
                    break;
                case string text:
                    Add('t', Encoding.UTF8.GetBytes(text));
                    break;
                default:
                    Add('b', (byte[])value);
                    break;
            }
        }
    }

    /// <summary>Of the rows so far.</summary>
    public TableDigest Result(string table) => new(table, Rows, Convert.ToHexStringLower(_hash.GetCurrentHash()));

    public void Dispose() => _hash.Dispose();

    private void AddNumber(char kind, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        Add(kind, bytes);
    }

    private void Add(char kind, ReadOnlySpan<byte> content)
    {
        Span<byte> head = stackalloc byte[1 + sizeof(int)];
        head[0] = (byte)kind;
        BinaryPrimitives.WriteInt32BigEndian(head[1..], content.Length);
        _hash.AppendData(head);
        _hash.AppendData(content);
    }
}
