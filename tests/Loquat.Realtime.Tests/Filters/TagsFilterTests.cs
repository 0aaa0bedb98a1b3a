using System.Text.Json;
using Loquat.Protocol;
using Loquat.Realtime.Filters;

namespace Loquat.Realtime.Tests.Filters;

public sealed class TagsFilterTests
{
    private static readonly Dictionary<string, string>[] Publications =
    [
        new() { ["n"] = "5" },
        new() { ["n"] = "10.5", ["s"] = "abxyz" },
        new() { ["other"] = "1" },
    ];

    [Theory]
    [InlineData("""{"key":"n","cmp":"eq","val":"5"}""", "1")]
    [InlineData("""{"key":"n","cmp":"neq","val":"5"}""", "2 3")]
    [InlineData("""{"key":"n","cmp":"in","vals":["5","7"]}""", "1")]
    [InlineData("""{"key":"n","cmp":"nin","vals":["5","7"]}""", "2 3")]
    [InlineData("""{"key":"n","cmp":"ex"}""", "1 2")]
    [InlineData("""{"key":"n","cmp":"nex"}""", "3")]
    [InlineData("""{"key":"s","cmp":"sw","val":"ab"}""", "2")]
    [InlineData("""{"key":"s","cmp":"ew","val":"yz"}""", "2")]
    [InlineData("""{"key":"s","cmp":"ct","val":"bx"}""", "2")]
    [InlineData("""{"key":"n","cmp":"lt","val":"6"}""", "1")]
    [InlineData("""{"key":"n","cmp":"lte","val":"5"}""", "1")]
    [InlineData("""{"key":"n","cmp":"gt","val":"5"}""", "2")]
    [InlineData("""{"key":"n","cmp":"gte","val":"10.5"}""", "2")]
    [InlineData("""{"op":"and","nodes":[{"key":"n","cmp":"ex"},{"key":"s","cmp":"ex"}]}""", "2")]
    [InlineData("""{"op":"or","nodes":[{"key":"n","cmp":"eq","val":"10.5"},{"key":"s","cmp":"ex"}]}""", "2")]
    [InlineData("""{"op":"not","nodes":[{"key":"n","cmp":"ex"}]}""", "3")]
    public void A_recorded_filter_lets_through_what_the_real_server_let_through(string tree, string expected)
    {
        var filter = Compile(tree);

        var passed = Enumerable.Range(1, Publications.Length).Where(number => filter.Matches(Publications[number - 1]));

        Assert.Equal(expected, string.Join(' ', passed));
    }

    [Theory]
    [InlineData("""{"key":"n","cmp":"eq","val":"1"}""", false)]
    [InlineData("""{"key":"n","cmp":"neq","val":"1"}""", true)]
    [InlineData("""{"key":"n","cmp":"in","vals":["1"]}""", false)]
    [InlineData("""{"key":"n","cmp":"in","vals":["1",""]}""", true)]
    [InlineData("""{"key":"n","cmp":"nin","vals":["1"]}""", true)]
    [InlineData("""{"key":"n","cmp":"nin","vals":["1",""]}""", false)]
    [InlineData("""{"key":"n","cmp":"ex"}""", false)]
    [InlineData("""{"key":"n","cmp":"nex"}""", true)]
    [InlineData("""{"cmp":"nex"}""", true)]
    [InlineData("""{"key":"n","cmp":"sw","val":"1"}""", false)]
    [InlineData("""{"key":"n","cmp":"ew","val":"1"}""", false)]
    [InlineData("""{"key":"n","cmp":"ct","val":"1"}""", false)]
    [InlineData("""{"key":"n","cmp":"lt","val":"1"}""", false)]
    [InlineData("""{"key":"n","cmp":"gte","val":"0"}""", false)]
    public void A_missing_tag_and_missing_tags_compare_alike(string tree, bool expected)
    {
        var filter = Compile(tree);

        Assert.Equal(expected, filter.Matches(null));
        Assert.Equal(expected, filter.Matches(new Dictionary<string, string> { ["other"] = "1" }));
    }

    [Theory]
    [InlineData("5", "lt", "10", true)]
    [InlineData("9", "gt", "10", false)]
    [InlineData("-5", "lt", "-4", true)]
    [InlineData("-10", "lt", "-9.99", true)]
    [InlineData("-1", "lt", "0", true)]
    [InlineData("1", "gt", "-1", true)]
    [InlineData("0.1", "lt", "0.12", true)]
    [InlineData("0.5", "gt", "0.45", true)]
    [InlineData("1.50", "gte", "1.5", true)]
    [InlineData("1.50", "lte", "1.5", true)]
    [InlineData("007", "lte", "7", true)]
    [InlineData("+7", "gte", "7", true)]
    [InlineData("-0", "gte", "0.0", true)]
    [InlineData("-0.0", "lt", "0", false)]
    [InlineData("0.1000000000000000000000000000000000000001", "gt", "0.1", true)]
    [InlineData("123456789012345678901234567890123456789012", "lt", "123456789012345678901234567890123456789013", true)]
    [InlineData("abc", "gt", "1", false)]
    [InlineData("abc", "lte", "1", false)]
    [InlineData("1", "gt", "abc", false)]
    [InlineData("1", "lte", "abc", false)]
    [InlineData("", "lt", "1", false)]
    [InlineData("-", "lt", "1", false)]
    [InlineData("1.", "lt", "2", false)]
    [InlineData(".5", "lt", "2", false)]
    [InlineData("1e1", "gt", "2", false)]
    [InlineData("1,5", "lt", "2", false)]
    [InlineData(" 1", "lt", "2", false)]
    [InlineData("--1", "lt", "2", false)]
    [InlineData("1.2.3", "lt", "2", false)]
    [InlineData("٣", "lt", "4", false)]
    public void Orderings_compare_decimal_numbers_exactly_and_nothing_else(string tag, string cmp, string val, bool expected)
    {
        var filter = Compile($$"""{"key":"n","cmp":"{{cmp}}","val":"{{val}}"}""");

        Assert.Equal(expected, filter.Matches(new Dictionary<string, string> { ["n"] = tag }));
    }

    [Theory]
    [InlineData("straße", "ew", "strasse", false)]
    [InlineData("e\u0301", "sw", "é", false)]
    [InlineData("Abc", "sw", "a", false)]
    public void Text_is_compared_as_it_is_written(string tag, string cmp, string val, bool expected)
    {
        var filter = Compile($$"""{"key":"s","cmp":"{{cmp}}","val":"{{val}}"}""");

        Assert.Equal(expected, filter.Matches(new Dictionary<string, string> { ["s"] = tag }));
    }

    [Theory]
    [InlineData("""{"key":"n"}""", "a leaf needs cmp")]
    [InlineData("""{"key":"n","cmp":"zz","val":"1"}""", "unknown cmp")]
    [InlineData("""{"cmp":"eq","val":"1"}""", "a leaf needs key")]
    [InlineData("""{"key":"n","cmp":"eq"}""", "this cmp needs val and no vals")]
    [InlineData("""{"key":"n","cmp":"eq","val":"1","vals":["2"]}""", "this cmp needs val and no vals")]
    [InlineData("""{"key":"n","cmp":"in"}""", "\"in\" and \"nin\" need vals and no val")]
    [InlineData("""{"key":"n","cmp":"in","val":"1"}""", "\"in\" and \"nin\" need vals and no val")]
    [InlineData("""{"key":"n","cmp":"ex","val":"1"}""", "\"ex\" and \"nex\" take neither val nor vals")]
    [InlineData("""{"op":"and"}""", "\"and\" and \"or\" need children")]
    [InlineData("""{"op":"or"}""", "\"and\" and \"or\" need children")]
    [InlineData("""{"op":"not","nodes":[]}""", "\"not\" needs exactly one child")]
    [InlineData("""{"op":"not","nodes":[{"key":"a","cmp":"ex"},{"key":"b","cmp":"ex"}]}""", "\"not\" needs exactly one child")]
    [InlineData("""{"op":"xor","nodes":[{"key":"a","cmp":"ex"}]}""", "unknown op")]
    [InlineData("{}", "a leaf needs cmp")]
    [InlineData("""{"op":"or","nodes":[{"key":"a","cmp":"ex"},{"key":"b"}]}""", "a leaf needs cmp")]
    public void A_tree_that_breaks_a_rule_is_refused_with_the_rule(string tree, string expected)
    {
        Assert.False(TagsFilter.TryCompile(Tree(tree), out var filter, out var reason));

        Assert.Null(filter);
        Assert.Equal(expected, reason);
    }

    [Fact]
    public void A_tree_may_be_sixteen_levels_deep_and_no_deeper()
    {
        var leaf = new FilterNode { Key = "a", Cmp = "ex" };
        var deep = Enumerable.Range(0, 15).Aggregate(leaf, (node, _) => new FilterNode { Op = "not", Nodes = [node] });

        Assert.True(TagsFilter.TryCompile(deep, out var filter, out _));
        Assert.True(filter.Matches(null)); // an odd number of negations of "exists"
        Assert.False(TagsFilter.TryCompile(new FilterNode { Op = "and", Nodes = [deep] }, out _, out var reason));
        Assert.Equal("the filter is deeper than 16 levels", reason);
    }

    [Fact]
    public void A_tree_may_have_sixty_four_nodes_and_no_more()
    {
        var leaf = new FilterNode { Key = "a", Cmp = "ex" };

        Assert.True(TagsFilter.TryCompile(new FilterNode { Op = "or", Nodes = [.. Enumerable.Repeat(leaf, 63)] }, out _, out _));
        Assert.False(TagsFilter.TryCompile(new FilterNode { Op = "or", Nodes = [.. Enumerable.Repeat(leaf, 64)] }, out _, out var reason));
        Assert.Equal("the filter has more than 64 nodes", reason);
    }

    [Fact]
    public void Matching_allocates_nothing()
    {
        var filter = Compile(
            """{"op":"or","nodes":[{"key":"n","cmp":"in","vals":["7"]},{"op":"not","nodes":[{"key":"n","cmp":"lt","val":"9"}]},{"key":"s","cmp":"ct","val":"bx"}]}""");
        var matches = filter.Matches(Publications[0]);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 1000; round++)
            matches |= filter.Matches(Publications[0]);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.False(matches);
    }

    private static TagsFilter Compile(string tree)
    {
        Assert.True(TagsFilter.TryCompile(Tree(tree), out var filter, out var reason), reason);
        return filter;
    }

    private static FilterNode Tree(string json) =>
        JsonSerializer.Deserialize<FilterNode>(json, JsonSerializerOptions.Web) ?? throw new ArgumentException("no tree", nameof(json));
}
