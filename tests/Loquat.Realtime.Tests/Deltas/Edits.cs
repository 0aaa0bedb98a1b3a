using System.Globalization;
using System.Text;

namespace Loquat.Realtime.Tests.Deltas;

/// <summary>Payloads and changed versions of them, from a seed.</summary>
internal sealed class Edits(int seed)
{
    private static readonly string[] Words =
    [
        "hello", "съешь", "ещё", "этих", "мягких", "булок", "🎉", "👩‍👩‍👧", "日本", "é", "online", "away", "\\u00e9", "true", "1234567890",
    ];

#pragma warning disable CA5394 // A generator that repeats itself is what a test needs.
    private readonly Random _random = new(seed);

    public string Json()
    {
        var json = new StringBuilder("{\"list\":[");
        var items = _random.Next(1, 40);
        for (var item = 0; item < items; item++)
            json.Append(CultureInfo.InvariantCulture, $$"""{"id":{{_random.Next(100)}},"text":"{{Text(8)}}","state":"{{Word()}}"},""");
        return json.Append("null]}").ToString();
    }

    public string Text(int words) => string.Join(' ', Enumerable.Range(0, _random.Next(1, words)).Select(_ => Word()));

    public byte[] Binary(int maxLength)
    {
        var bytes = new byte[_random.Next(1, maxLength)];
        _random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>Removes, inserts, replaces, moves and doubles pieces, whole characters each.</summary>
    public string Change(string text)
    {
        var runes = text.EnumerateRunes().ToList();
        for (var edit = _random.Next(1, 6); edit > 0; edit--)
            Change(runes, [.. Word().EnumerateRunes()]);
        return string.Concat(runes);
    }

    public byte[] Change(byte[] bytes)
    {
        var changed = bytes.ToList();
        for (var edit = _random.Next(1, 6); edit > 0; edit--)
            Change(changed, Binary(20));
        return [.. changed];
    }

    private void Change<T>(List<T> items, T[] piece)
    {
        var at = _random.Next(items.Count + 1);
        var length = Math.Min(_random.Next(1, 30), items.Count - at);
        switch (_random.Next(5))
        {
            case 0:
                items.RemoveRange(at, length);
                break;
            case 1:
                items.InsertRange(at, piece);
                break;
            case 2:
                items.RemoveRange(at, length);
                items.InsertRange(at, piece);
                break;
            case 3:
                var moved = items.GetRange(at, length);
                items.RemoveRange(at, length);
                items.InsertRange(_random.Next(items.Count + 1), moved);
                break;
            default:
                items.InsertRange(at, items.GetRange(at, length));
                break;
        }
    }

    private string Word() => Words[_random.Next(Words.Length)];
#pragma warning restore CA5394
}
