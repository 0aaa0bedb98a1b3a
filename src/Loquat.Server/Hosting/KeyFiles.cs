namespace Loquat.Server.Hosting;

/// <summary>
/// The keys that protect forms, as files. Looked at from outside: to read them as keys loads far more than a server needs that nobody has visited yet, and one that cannot be
/// read takes every form with it.
/// </summary>
internal sealed class KeyFiles(DataFolder data)
{
    private const string Pattern = "*.xml";

    /// <exception cref="CannotServeException">Forms cannot be protected.</exception>
    public void Require()
    {
        if (ProblemOf(Probe) is { } problem)
            throw new CannotServeException(problem);
    }

    /// <summary>What keeps forms from being protected, in words for who has to mend it; null if nothing does.</summary>
    public string? Problem() => ProblemOf(static () => { });

    private string? ProblemOf(Action withoutKeys)
    {
        try
        {
            var keys = Directory.GetFiles(data.Keys, Pattern);
            if (keys.Length == 0)
                withoutKeys();
            return Array.Find(keys, key => !IsWhole(File.ReadAllText(key).AsSpan().Trim())) is { } broken
                ? $"{broken} is no whole key of forms. Put it back from a backup, or delete it: then open pages have to be loaded again."
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"The folder of the keys of forms, {data.Keys}, cannot be used: {e.Message}";
        }
    }

    private static bool IsWhole(ReadOnlySpan<char> key) =>
        key.StartsWith("<", StringComparison.Ordinal) && (key.EndsWith("</key>", StringComparison.Ordinal) || key.EndsWith("</revocation>", StringComparison.Ordinal));

    /// <summary>The first form makes the first key.</summary>
    private void Probe()
    {
        var probe = Path.Combine(data.Keys, $".{Guid.NewGuid():N}");
        using var file = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
    }
}
