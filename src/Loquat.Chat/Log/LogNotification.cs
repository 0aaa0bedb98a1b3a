using System.Globalization;
using System.Text;

namespace Loquat.Chat.Log;

/// <summary>
/// How the writer of one node tells the others that threads have grown: one notification for each committed group, with positions and nothing else.
/// Whoever hears it reads the log; whoever does not finds the log longer at the next look.
/// </summary>
/// <param name="Node">Who has written: <see cref="ChatDatabase.NodeId"/>.</param>
/// <param name="Tops">Each thread's newest position.</param>
public sealed record LogNotification(string Node, IReadOnlyList<(long ThreadId, LogPosition Top)> Tops)
{
    /// <summary>PostgreSQL's channel.</summary>
    public const string Channel = "loquat_log";

    // PostgreSQL takes less than 8000 bytes.
    private const int MaxPayload = 7_900;

    /// <summary>The threads of one group as payloads, several only where they are very many: `node epoch 7:81 9:12`.</summary>
    public static IReadOnlyList<string> Write(string node, string epoch, IEnumerable<(long ThreadId, long Top)> tops)
    {
        var payloads = new List<string>();
        var payload = new StringBuilder();
        foreach (var (threadId, top) in tops)
        {
            if (payload.Length > MaxPayload - 41)
            {
                payloads.Add(payload.ToString());
                payload.Clear();
            }
            if (payload.Length == 0)
                payload.Append(node).Append(' ').Append(epoch);
            payload.Append(CultureInfo.InvariantCulture, $" {threadId}:{top}");
        }

        if (payload.Length > 0)
            payloads.Add(payload.ToString());
        return payloads;
    }

    /// <summary>Null if it is not one of ours.</summary>
    public static LogNotification? Read(string payload)
    {
        var parts = payload.Split(' ');
        if (parts.Length < 3)
            return null;

        var tops = new List<(long, LogPosition)>(parts.Length - 2);
        foreach (var part in parts.AsSpan(2))
        {
            var pair = part.Split(':');
            if (pair.Length != 2 || !TryParse(pair[0], out var threadId) || !TryParse(pair[1], out var top))
                return null;

            tops.Add((threadId, new LogPosition(top, parts[1])));
        }

        return new LogNotification(parts[0], tops);
    }

    private static bool TryParse(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
