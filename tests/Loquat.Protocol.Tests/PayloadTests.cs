using System.Text;

namespace Loquat.Protocol.Tests;

public sealed class PayloadTests
{
    [Theory]
    [InlineData("{}", true)]
    [InlineData(" [1, 2]\n", true)]
    [InlineData("null", true)]
    [InlineData("\"x\"", true)]
    [InlineData("1E5", true)]
    [InlineData("", false)]
    [InlineData(" ", false)]
    [InlineData("not json", false)]
    [InlineData("{} {}", false)]
    [InlineData("{}}", false)]
    [InlineData("1\n2", false)]
    [InlineData("\"a\nb\"", false)]
    [InlineData("{\"a\":1,}", false)]
    [InlineData("\"\u00ff\"", false)]
    public void Only_one_JSON_value_is_JSON(string latin1, bool expected) => Assert.Equal(expected, Payload.IsJson(Encoding.Latin1.GetBytes(latin1)));

    [Fact]
    public void Deep_nesting_is_refused_and_overflows_nothing() => Assert.False(Payload.IsJson(Encoding.UTF8.GetBytes(new string('[', 1_000_000))));

    [Fact]
    public void A_quoted_payload_is_a_JSON_string_of_its_text()
    {
        Assert.Equal("\"{\\\"a\\\":\\\"\\\\n\\n\\u0001ж\\\"}\"", Encoding.UTF8.GetString(Payload.Quote("{\"a\":\"\\n\n\u0001ж\"}"u8)));
        Assert.Equal("\"\uFFFD\"", Encoding.UTF8.GetString(Payload.Quote([0xFF])));
    }
}
