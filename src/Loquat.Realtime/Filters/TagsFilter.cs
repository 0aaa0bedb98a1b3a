using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Loquat.Protocol;

namespace Loquat.Realtime.Filters;

/// <summary>
/// Decides by their tags which publications a subscriber gets (section 15). Immutable; matching allocates nothing, because it runs
/// once for each publication and subscriber.
/// </summary>
internal abstract class TagsFilter
{
    public const int MaxDepth = 16;
    public const int MaxNodes = 64;

    public abstract bool Matches(IReadOnlyDictionary<string, string>? tags);

    /// <summary>Checks a tree that a client sent. A tree that is refused means error 107; the reason is for the log.</summary>
    public static bool TryCompile(
        FilterNode root, [NotNullWhen(true)] out TagsFilter? filter, [NotNullWhen(false)] out string? reason)
    {
        var compiler = new TagsFilterCompiler();
        filter = compiler.Compile(root);
        reason = filter is null ? compiler.Reason : null;
        return filter is not null;
    }

    internal sealed class And(TagsFilter[] children) : TagsFilter
    {
        public override bool Matches(IReadOnlyDictionary<string, string>? tags)
        {
            foreach (var child in children)
            {
                if (!child.Matches(tags))
                    return false;
            }
            return true;
        }
    }

    internal sealed class Or(TagsFilter[] children) : TagsFilter
    {
        public override bool Matches(IReadOnlyDictionary<string, string>? tags)
        {
            foreach (var child in children)
            {
                if (child.Matches(tags))
                    return true;
            }
            return false;
        }
    }

    internal sealed class Not(TagsFilter child) : TagsFilter
    {
        public override bool Matches(IReadOnlyDictionary<string, string>? tags) => !child.Matches(tags);
    }

    /// <summary>Compares one tag. <paramref name="vals"/> belongs to "in" and "nin", <paramref name="val"/> to the others.</summary>
    internal sealed class Leaf(string key, TagComparison comparison, string val, HashSet<string> vals) : TagsFilter
    {
        public override bool Matches(IReadOnlyDictionary<string, string>? tags)
        {
            string? tag = null;
            var found = tags is not null && tags.TryGetValue(key, out tag);
            return comparison switch
            {
                TagComparison.Exists => found,
                TagComparison.NotExists => !found,
                TagComparison.NotEqual => !found || tag != val,
                // A missing tag compares as the empty string, in these two only.
                TagComparison.In => vals.Contains(tag ?? ""),
                TagComparison.NotIn => !vals.Contains(tag ?? ""),
                _ => found && MatchesValue(tag!),
            };
        }

        private bool MatchesValue(string tag) => comparison switch
        {
            TagComparison.Equal => tag == val,
            TagComparison.StartsWith => tag.StartsWith(val, StringComparison.Ordinal),
            TagComparison.EndsWith => tag.EndsWith(val, StringComparison.Ordinal),
            TagComparison.Contains => tag.Contains(val, StringComparison.Ordinal),
            // Null if one of the two is no number, and then none of these holds.
            TagComparison.Less => DecimalText.Compare(tag, val) < 0,
            TagComparison.LessOrEqual => DecimalText.Compare(tag, val) <= 0,
            TagComparison.Greater => DecimalText.Compare(tag, val) > 0,
            TagComparison.GreaterOrEqual => DecimalText.Compare(tag, val) >= 0,
            _ => throw new UnreachableException(),
        };
    }
}
