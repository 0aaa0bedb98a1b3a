using Loquat.Chat.Search;

namespace Loquat.Chat.Tests.Search;

public sealed class SearchQueryTests
{
    [Theory]
    [InlineData("red house", "[red] [house*]")]
    [InlineData("\"red house\" by", "[red house] [by*]")]
    [InlineData("by \"red house\"", "[by] [red house]")]
    [InlineData("\"red house", "[red house]")]
    [InlineData("„rotes Haus“", "[rotes haus]")]
    [InlineData("foo-bar", "[foo bar*]")]
    [InlineData("a", "[a]")]
    [InlineData("東京", "[東 京]")]
    [InlineData("from:bob", "@bob")]
    [InlineData("FROM:@bob red from:\"alice b\"", "[red] @bob @alice b")]
    [InlineData("red from:", "[red]")]
    [InlineData("in:room", "[in room*]")]
    [InlineData("red OR house* NEAR(x) ^y -z words:q", "[red] [or] [house] [near x] [y] [z] [words q]")]
    public void A_query_is_words_phrases_and_names_and_nothing_else(string text, string expected)
    {
        Assert.Null(SearchQuery.TryParse(text, out var query));

        var phrases = query.Phrases.Select(phrase => $"[{string.Join(' ', phrase.Words)}{(phrase.IsOpen ? "*" : "")}]");
        Assert.Equal(expected, string.Join(' ', phrases.Concat(query.Authors.Select(name => $"@{name}"))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\"\"")]
    [InlineData("\"")]
    [InlineData("!?*():^-")]
    [InlineData("🎉")]
    [InlineData("\0\0")]
    [InlineData("from:")]
    [InlineData("\ud800")]
    public void Without_a_word_there_is_nothing_to_look_for(string text) =>
        Assert.Equal(ReasonCode.SearchEmpty, SearchQuery.TryParse(text, out _)?.Code);

    [Fact]
    public void A_query_has_an_end() =>
        Assert.Equal(SearchQuery.MaxLength, SearchQuery.TryParse(new string('a', SearchQuery.MaxLength + 1), out _)?.Limit);

    [Theory]
    [InlineData("red hou", "The house is RED", true)]
    [InlineData("hou red", "The house is RED", false)]
    [InlineData("\"red house\"", "a red house", true)]
    [InlineData("\"red house\"", "a house, red", false)]
    [InlineData("\"red hou\"", "a red house", false)]
    [InlineData("京", "東京タワー", true)]
    [InlineData("京東", "東京タワー", false)]
    [InlineData("from:bob", "anything", true)]
    public void A_text_has_all_that_is_looked_for_or_not(string query, string text, bool isIn)
    {
        Assert.Null(SearchQuery.TryParse(query, out var parsed));
        Assert.Equal(isIn, parsed.IsIn(text));
    }
}
