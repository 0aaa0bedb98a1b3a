using System.Globalization;

namespace Loquat.Protocol.Tests;

/// <summary>
/// How long the tests with random bytes go on, and from where: short by default. LOQUAT_FUZZ_FRAMES says how many inputs each of them
/// tries, LOQUAT_FUZZ_SEED repeats a run.
/// </summary>
internal static class FuzzRun
{
    public static int Seed { get; } = Read("LOQUAT_FUZZ_SEED") ?? Environment.TickCount;

    public static int Rounds(int usual) => Read("LOQUAT_FUZZ_FRAMES") ?? usual;

    private static int? Read(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
