using Loquat.Bench;
using Loquat.Bench.Dialects;
using Loquat.Benchmarks.Peers;

namespace Loquat.Benchmarks.Load;

/// <summary>One of the servers that a load is put on.</summary>
/// <param name="Name">As the table has it.</param>
/// <param name="Command">The program and its arguments, for an address.</param>
/// <param name="Path">Of the WebSocket.</param>
internal sealed record Peer(string Name, Func<string, string[]> Command, string Path)
{
    private const string WebSocket = "/connection/websocket";

    // Not among the project's packages: whoever has one names it.
    private const string CentrifugoVariable = "LOQUAT_CENTRIFUGO";

    private static readonly string Myself = Environment.ProcessPath!;

    /// <summary>Does nothing but send: nothing can be faster on this machine.</summary>
    public static readonly Peer Limit = new("send loop (the limit)", url => [Myself, SendLoop.Argument, url], "/");

    public static readonly Peer SignalR = new("SignalR", url => [Myself, SignalRPeer.Argument, url], SignalRPeer.Path) { SpeaksSignalR = true };

    /// <summary>The engine in an application, for calls.</summary>
    public static readonly Peer Application = new("Loquat", url => [Myself, EnginePeer.Argument, url], EnginePeer.Path);

    public bool SpeaksSignalR { get; private init; }

    /// <summary>`loquat engine` with this configuration.</summary>
    public static Peer Engine(string configuration) =>
        new("Loquat", url => ["dotnet", Program, "engine", "--config", configuration, "--urls", url], WebSocket);

    /// <summary>The real Centrifugo with this configuration, or null if nobody has named its program.</summary>
    public static Peer? Centrifugo(string configuration)
    {
        var program = Environment.GetEnvironmentVariable(CentrifugoVariable);
        if (string.IsNullOrEmpty(program))
            return null;
        if (!File.Exists(program))
            throw new LoadException($"{CentrifugoVariable} names {program}, where there is no file.");

        return new("Centrifugo", CommandFor, WebSocket);

        string[] CommandFor(string url)
        {
            var address = new Uri(url);
            return [program, "--config", configuration, "--http_server.address", address.Host, "--http_server.port", $"{address.Port}"];
        }
    }

    public Target At(PeerProcess process)
    {
        var target = new Target(new Uri(new Uri(process.Url), Path), process.Id);
        return SpeaksSignalR ? target with { Dialect = new SignalRDialect() } : target;
    }

    /// <summary>The program `loquat`.</summary>
    public static string Program =>
        Environment.GetEnvironmentVariable("LOQUAT_DLL") ?? throw new InvalidOperationException("LOQUAT_DLL names no program: use bench/run");
}
