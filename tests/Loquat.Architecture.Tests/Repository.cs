using System.Reflection;
using System.Runtime.CompilerServices;

namespace Loquat.Architecture.Tests;

/// <summary>Where the sources are, and the assemblies built from them.</summary>
internal static class Repository
{
    public static readonly string Root = Path.GetFullPath(Path.Combine(Folder(), "..", ".."));

    public static readonly Assembly Bench = typeof(Bench.Target).Assembly;
    public static readonly Assembly Protocol = typeof(Protocol.ProtocolCodec).Assembly;
    public static readonly Assembly Realtime = typeof(Realtime.Engine).Assembly;
    public static readonly Assembly AspNetCore = Assembly.Load("Loquat.Realtime.AspNetCore");
    public static readonly Assembly Postgres = Assembly.Load("Loquat.Realtime.Postgres");
    public static readonly Assembly Chat = typeof(Chat.IAnnouncer).Assembly;
    public static readonly Assembly Server = Assembly.Load("loquat");

    public static IEnumerable<Assembly> Assemblies => [Bench, Protocol, Realtime, AspNetCore, Postgres, Chat, Server];

    /// <summary>Files of ours below a folder of the repository: nothing built, nothing fetched.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "artifacts" or "node_modules" or "dist"));

    public static string Short(string file) => Path.GetRelativePath(Root, file);

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
