using System.Reflection;

namespace Loquat.Architecture.Tests;

/// <summary>Who may know whom (ARCHITECTURE.md).</summary>
public class ProjectsTests
{
    [Fact]
    public void The_protocol_knows_only_the_runtime() => AssertKnows(Repository.Protocol, []);

    [Fact]
    public void The_load_knows_the_protocol_and_no_server() => AssertKnows(Repository.Bench, ["Loquat.Protocol", "Microsoft.Win32.*"]);

    [Fact]
    public void The_engine_knows_the_protocol_and_no_web() =>
        AssertKnows(Repository.Realtime, ["Loquat.Protocol", "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.Options"]);

    [Fact]
    public void The_engine_on_the_web_knows_no_chat_and_no_database() =>
        AssertKnows(Repository.AspNetCore, ["Loquat.Protocol", "Loquat.Realtime", "Microsoft.AspNetCore.*", "Microsoft.Extensions.*", "Microsoft.Net.Http.Headers"]);

    [Fact]
    public void The_engine_on_several_nodes_knows_the_engine_and_the_database() =>
        AssertKnows(Repository.Postgres, ["Loquat.Protocol", "Loquat.Realtime", "Microsoft.Extensions.Logging.Abstractions", "Npgsql"]);

    [Fact]
    public void The_chat_knows_no_engine_and_no_web()
    {
        var forbidden = References(Repository.Chat).Where(name =>
            name.StartsWith("Loquat.", StringComparison.Ordinal)
            || (name.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal) && !name.StartsWith("Microsoft.AspNetCore.Identity", StringComparison.Ordinal)));

        Assert.Empty(forbidden);
    }

    private static void AssertKnows(Assembly assembly, string[] allowed)
    {
        var others = References(assembly).Where(name => !IsRuntime(name) && !allowed.Any(pattern => Matches(name, pattern)));

        Assert.Empty(others);
    }

    private static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies().Select(name => name.Name!);

    private static bool IsRuntime(string name) => name is "System" or "netstandard" || name.StartsWith("System.", StringComparison.Ordinal);

    private static bool Matches(string name, string pattern) =>
        pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : name == pattern;
}
