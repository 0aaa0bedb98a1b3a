namespace Loquat.Server.EngineMode;

/// <summary>Guesses which key was meant by one that does not exist.</summary>
internal static class NearestKey
{
    /// <summary>Null if nothing is near. Of several that are equally near the shortest, and then the first.</summary>
    public static string? To(string path, IEnumerable<string> keys)
    {
        var wanted = Plain(path);
        var best = keys
            .Select(key => (Key: key, Distance: DistanceTo(wanted, Plain(key))))
            .OrderBy(candidate => candidate.Distance).ThenBy(candidate => candidate.Key.Length)
            .FirstOrDefault();
        return best.Key is not null && best.Distance <= Math.Max(1, wanted.Length / 4) ? best.Key : null;
    }

    private static string Plain(string path) => path.Replace("[]", "", StringComparison.Ordinal).Replace('.', '_').ToLowerInvariant();

    /// <summary>Older versions of Centrifugo had only a key's end, or its words in another order: that is as near as a slip of one letter.</summary>
    private static int DistanceTo(string wanted, string key) =>
        key.EndsWith("_" + wanted, StringComparison.Ordinal) || Words(key).SequenceEqual(Words(wanted)) ? 1 : Edits(wanted, key);

    private static IEnumerable<string> Words(string key) => key.Split('_').Order(StringComparer.Ordinal);

    /// <summary>How many letters have to be added, removed, replaced or swapped with their neighbour.</summary>
    private static int Edits(string from, string to)
    {
        var (before, last, now) = (new int[to.Length + 1], Enumerable.Range(0, to.Length + 1).ToArray(), new int[to.Length + 1]);
        for (var i = 1; i <= from.Length; i++)
        {
            now[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var same = from[i - 1] == to[j - 1];
                now[j] = Math.Min(Math.Min(last[j], now[j - 1]) + 1, last[j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    now[j] = Math.Min(now[j], before[j - 2] + 1);
            }
            (before, last, now) = (last, now, before);
        }
        return last[to.Length];
    }
}
