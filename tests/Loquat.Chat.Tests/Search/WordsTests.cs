using Loquat.Chat.Search;

namespace Loquat.Chat.Tests.Search;

public sealed class WordsTests
{
    [Theory]
    [InlineData("Hello, World!", "hello world")]
    [InlineData("don't foo-bar a_b", "don t foo bar a b")]
    [InlineData("École Ångström Привёт", "ecole angstrom привет")]
    [InlineData("ﬁne Ｗｉｄｅ ½", "fine wide 1 2")]
    [InlineData("ΟΔΟΣ οδός", "οδοσ οδοσ")]
    [InlineData("東京タワー", "東 京 タ ワ ー")]
    [InlineData("がっこう", "が っ こ う")]
    [InlineData("한국어 한국", "한국어 한국")]
    [InlineData("กำลัง", "กํ า ลั ง")]
    [InlineData("हिन्दी", "हिन्दी")]
    [InlineData("שלום עולם", "שלום עולם")]
    [InlineData("a🎉b", "a b")]
    [InlineData("see https://example.org/x?y=1", "see https example org x y 1")]
    [InlineData("\0\u200b\ufeff", "")]
    [InlineData("a\ud800b", "a b")]
    public void Text_is_taken_apart_into_words_that_can_be_compared(string text, string words) =>
        Assert.Equal(words, string.Join(' ', Words.Of(text)));

    [Fact]
    public void A_word_longer_than_any_is_cut() =>
        Assert.All(Words.Of(new string('a', 10_000) + " " + string.Concat(Enumerable.Repeat("𐐨", 5_000))), word => Assert.InRange(word.Length, 1, Words.MaxLength));

    [Fact]
    public void What_is_taken_apart_once_stays_as_it_is()
    {
        foreach (var text in new[] { "Ｗｉｄｅ ΟΔΟΣ", "İstanbul ẞ", "กำลัง がっこう", "Ǆ ŉ ﷺ", "ᾳ̈ ΐ" })
        {
            var words = Words.Of(text);
            Assert.Equal(words, Words.Of(string.Join(' ', words)));
        }
    }
}
