using Loquat.Protocol;

namespace Loquat.Realtime.Filters;

/// <summary>Checks one tree by the rules of section 15 and turns it into a <see cref="TagsFilter"/>. For one use.</summary>
internal sealed class TagsFilterCompiler
{
    private int _nodes;

    /// <summary>Why the tree was refused. It repeats nothing that the client wrote.</summary>
    public string Reason { get; private set; } = "";

    public TagsFilter? Compile(FilterNode root) => Compile(root, depth: 1);

    private TagsFilter? Compile(FilterNode node, int depth)
    {
        if (depth > TagsFilter.MaxDepth)
            return Refuse($"the filter is deeper than {TagsFilter.MaxDepth} levels");
        if (++_nodes > TagsFilter.MaxNodes)
            return Refuse($"the filter has more than {TagsFilter.MaxNodes} nodes");

        return node.Op switch
        {
            "" => CompileLeaf(node),
            "and" => CompileChildren(node, depth) is { } children ? new TagsFilter.And(children) : null,
            "or" => CompileChildren(node, depth) is { } children ? new TagsFilter.Or(children) : null,
            "not" when node.Nodes.Count != 1 => Refuse("\"not\" needs exactly one child"),
            "not" => Compile(node.Nodes[0], depth + 1) is { } child ? new TagsFilter.Not(child) : null,
            _ => Refuse("unknown op"),
        };
    }

    private TagsFilter[]? CompileChildren(FilterNode node, int depth)
    {
        if (node.Nodes.Count == 0)
        {
            Refuse("\"and\" and \"or\" need children");
            return null;
        }

        // The list is as long as the client made it: stop at the first refusal, before there is room for all of it.
        var children = new List<TagsFilter>();
        foreach (var child in node.Nodes)
        {
            if (Compile(child, depth + 1) is not { } compiled)
                return null;
            children.Add(compiled);
        }
        return [.. children];
    }

    private TagsFilter? CompileLeaf(FilterNode node)
    {
        if (ComparisonOf(node.Cmp) is not { } comparison)
            return Refuse(node.Cmp.Length == 0 ? "a leaf needs cmp" : "unknown cmp");

        var hasVal = node.Val.Length > 0;
        var hasVals = node.Vals.Count > 0;
        switch (comparison)
        {
            case TagComparison.Exists or TagComparison.NotExists:
                if (hasVal || hasVals)
                    return Refuse("\"ex\" and \"nex\" take neither val nor vals");
                break;
            case TagComparison.In or TagComparison.NotIn:
                if (!hasVals || hasVal)
                    return Refuse("\"in\" and \"nin\" need vals and no val");
                break;
            default:
                if (!hasVal || hasVals)
                    return Refuse("this cmp needs val and no vals");
                break;
        }
        if (node.Key.Length == 0 && comparison is not (TagComparison.Exists or TagComparison.NotExists))
            return Refuse("a leaf needs key");

        return new TagsFilter.Leaf(node.Key, comparison, node.Val, new HashSet<string>(node.Vals, StringComparer.Ordinal));
    }

    private static TagComparison? ComparisonOf(string cmp) => cmp switch
    {
        "eq" => TagComparison.Equal,
        "neq" => TagComparison.NotEqual,
        "in" => TagComparison.In,
        "nin" => TagComparison.NotIn,
        "ex" => TagComparison.Exists,
        "nex" => TagComparison.NotExists,
        "sw" => TagComparison.StartsWith,
        "ew" => TagComparison.EndsWith,
        "ct" => TagComparison.Contains,
        "lt" => TagComparison.Less,
        "lte" => TagComparison.LessOrEqual,
        "gt" => TagComparison.Greater,
        "gte" => TagComparison.GreaterOrEqual,
        _ => null,
    };

    private TagsFilter? Refuse(string reason)
    {
        Reason = reason;
        return null;
    }
}
