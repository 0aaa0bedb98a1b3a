using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Loquat.Realtime;

/// <summary>
/// Regular expressions of the configuration, without back-references. What they judge comes from clients: only an engine whose time grows with its
/// length may do that.
/// </summary>
internal static class LinearRegex
{
    // A method that this is inlined into would have the library of expressions loaded where there are none.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Regex Of(string expression) => new(expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
