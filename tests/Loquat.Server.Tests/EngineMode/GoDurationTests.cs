using System.Globalization;
using Loquat.Server.EngineMode;

namespace Loquat.Server.Tests.EngineMode;

public class GoDurationTests
{
    [Theory]
    [InlineData("0", "00:00:00")]
    [InlineData("300s", "00:05:00")]
    [InlineData("720h", "30.00:00:00")]
    [InlineData("1m30s", "00:01:30")]
    [InlineData("1.5h", "01:30:00")]
    [InlineData(".5s", "00:00:00.5")]
    [InlineData("1000ms", "00:00:01")]
    [InlineData("-2ms", "-00:00:00.002")]
    [InlineData("+1s", "00:00:01")]
    [InlineData("1s1h", "01:00:01")]
    [InlineData("100ns", "00:00:00.0000001")]
    [InlineData("3µs", "00:00:00.000003")]
    [InlineData("3us", "00:00:00.000003")]
    public void It_is_read_as_Go_reads_it(string text, string expected)
    {
        Assert.True(GoDuration.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.Parse(expected, CultureInfo.InvariantCulture), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("1d")]
    [InlineData("1 s")]
    [InlineData(" 1s")]
    [InlineData("1s ")]
    [InlineData("--1s")]
    [InlineData("1..5s")]
    [InlineData(".s")]
    [InlineData("1e3s")]
    [InlineData("1S")]
    [InlineData("00:00:05")]
    [InlineData("99999999999999999999999999999999999999h")]
    [InlineData("9999999999h")]
    public void Anything_else_is_refused(string text) => Assert.False(GoDuration.TryParse(text, out _));

    [Fact]
    public void What_is_written_reads_the_same()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var i = 0; i < 100_000; i++)
        {
            var ticks = random.NextInt64(-1L << random.Next(1, 60), 1L << random.Next(1, 60));
            var text = GoDuration.Format(new TimeSpan(ticks));

            Assert.True(GoDuration.TryParse(text, out var duration) && duration.Ticks == ticks, $"seed {seed}: {ticks} ticks became {text}");
        }
    }

    [Fact]
    public void No_text_at_all_makes_it_throw()
    {
        const string Letters = "0123456789.-+hmsunµ e";
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var i = 0; i < 100_000; i++)
        {
            var text = new string(random.GetItems<char>(Letters, random.Next(0, 40)));
            var fault = Record.Exception(() => GoDuration.TryParse(text, out _));

            Assert.True(fault is null, $"seed {seed}: {text}: {fault}");
        }
    }
}
