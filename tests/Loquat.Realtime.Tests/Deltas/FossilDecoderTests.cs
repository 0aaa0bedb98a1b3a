using System.Text;
using Loquat.Realtime.Deltas;

namespace Loquat.Realtime.Tests.Deltas;

public sealed class FossilDecoderTests
{
    private const string Source = """{"user":"alice","status":"online","text":"hello"}""";
    private const string Delta = "s\nk@0,6: world2@k,2iaK_V;";

    [Fact]
    public void The_published_vector_is_decoded()
    {
        Assert.Equal("""{"user":"alice","status":"online","text":"hello world"}""", Decode(Source, Delta));
    }

    // Patches that a real server sent.
    [Theory]
    [InlineData(
        """{"user":"alice","status":"online","text":"hello world","list":[1,2,3,4,5,6,7,8,9]}""",
        "1J\nQ@0,4:awayl@W,5:,10]}1LPb6c;",
        """{"user":"alice","status":"away","text":"hello world","list":[1,2,3,4,5,6,7,8,9,10]}""")]
    [InlineData(
        """{"text":"Съешь же ещё этих мягких французских булок, да выпей чаю"}""",
        "1o\ne@0,C:твёрдыz@o,1oOBwR;",
        """{"text":"Съешь же ещё этих твёрдых французских булок, да выпей чаю"}""")]
    public void A_recorded_patch_gives_the_recorded_payload(string source, string delta, string expected)
    {
        Assert.Equal(expected, Decode(source, delta));
    }

    [Theory]
    [InlineData("", "a number is missing")]
    [InlineData("\n", "a number is missing")]
    [InlineData("s", "the delta ends too early")]
    [InlineData("s;", "the length does not end with a newline")]
    [InlineData("s\n", "a number is missing")]
    [InlineData("s\n4", "the delta ends too early")]
    [InlineData("s\n4@", "a number is missing")]
    [InlineData("s\n4@0", "the delta ends too early")]
    [InlineData("s\n4@0;", "a copy does not end with a comma")]
    [InlineData("s\n4?", "a number is followed by none of @ : ;")]
    [InlineData("s\n4:abc", "an insert reaches beyond the delta")]
    [InlineData("s\n3:abc0;", "the segments are shorter than the target")]
    [InlineData("2\n3:abc0;", "the segments are longer than the target")]
    [InlineData("4\n4@k,0;", "a copy reaches beyond the source")]
    [InlineData("4\n4@3~~~~~,0;", "a copy reaches beyond the source")]
    [InlineData("3\n3:abc0;", "the checksum differs: the delta belongs to another source")]
    [InlineData("3\n3:abc0;x", "something follows the checksum")]
    [InlineData("3\n1000000:abc0;", "a number has too many digits")]
    [InlineData("~~~~~~\n", "a number is too large")]
    [InlineData("3~~~~~\n0;", "the target has 4294967295 bytes, more than the 1024 allowed")]
    public void A_broken_delta_is_refused_with_what_is_wrong(string delta, string expected)
    {
        var refusal = Assert.Throws<FormatException>(() => Decode(Source, delta));

        Assert.Equal(expected, refusal.Message);
    }

    [Fact]
    public void A_delta_for_another_source_is_refused()
    {
        Assert.Throws<FormatException>(() => Decode(Source.Replace("alice", "Alice", StringComparison.Ordinal), Delta));
    }

    [Fact]
    public void Memory_is_taken_only_for_a_delta_that_describes_its_whole_target()
    {
        var delta = Encoding.ASCII.GetBytes("~~~~~\n0;"); // a gigabyte of nothing
        Assert.Throws<FormatException>(() => FossilDecoder.Decode([], delta, int.MaxValue));

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<FormatException>(() => FossilDecoder.Decode([], delta, int.MaxValue));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Every_single_changed_byte_is_noticed_or_harmless()
    {
        var source = Encoding.UTF8.GetBytes(Source);
        var target = FossilDecoder.Decode(source, Encoding.UTF8.GetBytes(Delta), 1024);
        for (var at = 0; at < Delta.Length; at++)
        {
            for (var value = 0; value < 256; value++)
            {
                var delta = Encoding.UTF8.GetBytes(Delta);
                delta[at] = (byte)value;
                var error = Record.Exception(() => Assert.Equal(target, FossilDecoder.Decode(source, delta, 1024)));
                Assert.True(error is null or FormatException, $"byte {at} = {value}: {error}");
            }
        }
    }

    private static string Decode(string source, string delta) =>
        Encoding.UTF8.GetString(FossilDecoder.Decode(Encoding.UTF8.GetBytes(source), Encoding.UTF8.GetBytes(delta), 1024));
}
