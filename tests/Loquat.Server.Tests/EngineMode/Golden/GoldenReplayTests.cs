using Loquat.Testing;
using Loquat.Testing.Golden;

namespace Loquat.Server.Tests.EngineMode;

/// <summary>What the real server did, over real sockets against `loquat engine` with the same configuration.</summary>
public sealed class GoldenReplayTests(GoldenRuns runs) : IClassFixture<GoldenRuns>
{
    private static readonly TimeSpan All = TimeSpan.FromMinutes(5);

    public static TheoryData<string> Alike => [.. GoldenTranscript.Names.Where(name => !GoldenExceptions.Names.Contains(name))];

    public static TheoryData<string> Otherwise => [.. GoldenExceptions.Names];

    [Theory]
    [MemberData(nameof(Alike))]
    public async Task It_goes_as_it_went(string name)
    {
        var difference = await runs.DifferenceAsync(name).Within($"{name} is replayed", All);
        Assert.True(difference is null, difference);
    }

    [Theory]
    [MemberData(nameof(Otherwise))]
    public async Task What_is_said_to_go_otherwise_does(string name) =>
        Assert.NotNull(await runs.DifferenceAsync(name).Within($"{name} is replayed", All));

    [Fact]
    public void Every_exception_is_about_a_transcript_that_exists() => Assert.Empty(GoldenExceptions.Names.Except(GoldenTranscript.Names));
}
