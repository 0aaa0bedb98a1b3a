using Loquat.Realtime.AspNetCore.ServerApi;

namespace Loquat.Realtime.Tests.AspNetCore.ServerApi;

public sealed class ChannelGlobTests
{
    [Theory]
    [InlineData("", "anything")]
    [InlineData("*", "a:b\nc")]
    [InlineData("open:*", "open:")]
    [InlineData("open:*", "open:1:2")]
    [InlineData("o?en", "open")]
    [InlineData("[a-c]x", "bx")]
    [InlineData("[!a-c]x", "dx")]
    [InlineData("[^]", "^")]
    [InlineData("{news,chat:*}", "chat:1")]
    [InlineData("{a{b,c},d}", "ac")]
    [InlineData("a.b", "a.b")]
    [InlineData(@"\*", "*")]
    [InlineData(@"\\?", @"\x")]
    public void A_pattern_finds(string pattern, string channel) => Assert.True(ChannelGlob.TryParse(pattern)!.Matches(channel));

    [Theory]
    [InlineData("open:*", "xopen:1")]
    [InlineData("open", "opened")]
    [InlineData("o?en", "oen")]
    [InlineData("[a-c]", "d")]
    [InlineData("[!a-c]", "a")]
    [InlineData("a.b", "axb")]
    [InlineData(@"\*", "x")]
    [InlineData("{a,b}", "a,b")]
    public void A_pattern_passes_over(string pattern, string channel) => Assert.False(ChannelGlob.TryParse(pattern)!.Matches(channel));

    [Theory]
    [InlineData("[bad")]
    [InlineData("[]")]
    [InlineData("[!]")]
    [InlineData("[z-a]")]
    [InlineData("{a")]
    [InlineData("a}")]
    [InlineData("a]")]
    [InlineData(@"a\")]
    public void What_is_left_open_is_no_pattern(string pattern) => Assert.Null(ChannelGlob.TryParse(pattern));

    [Fact]
    public void A_pattern_without_end_is_none() => Assert.Null(ChannelGlob.TryParse(new string('*', 1025)));
}
