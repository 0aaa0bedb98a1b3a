namespace Loquat.Realtime.Filters;

internal enum TagComparison
{
    Equal,
    NotEqual,
    In,
    NotIn,
    Exists,
    NotExists,
    StartsWith,
    EndsWith,
    Contains,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}
