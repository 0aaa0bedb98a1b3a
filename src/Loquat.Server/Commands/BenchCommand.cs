using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Loquat.Bench;
using Loquat.Bench.Measuring;
using Loquat.Bench.Scenarios;

namespace Loquat.Server.Commands;

/// <summary>`loquat bench`: puts a load on a running server of the protocol, on the same machine, and says what it costs that server.</summary>
internal static class BenchCommand
{
    private static readonly Option<Uri> Url = new("--url")
    {
        Description = "WebSocket endpoint of the server, without TLS",
        DefaultValueFactory = _ => new Uri("ws://127.0.0.1:8000/connection/websocket"),
        CustomParser = ParseUrl,
        Recursive = true,
    };

    private static readonly Option<int> ProcessId = new("--pid") { Description = "Process of the server: what it works and holds is read from the system", Required = true, Recursive = true };
    private static readonly Option<int> Repeats = new("--repeats") { Description = "Runs; the one that cost the server least is told", DefaultValueFactory = _ => 3, Recursive = true };
    private static readonly Option<double> WarmUp = new("--warm-up") { Description = "Seconds before anything counts", DefaultValueFactory = _ => 2 };
    private static readonly Option<double> Seconds = new("--seconds") { Description = "Seconds that count", DefaultValueFactory = _ => 5 };
    private static readonly Option<double> Rate = new("--rate") { Description = "Publish so often in a second, instead of following --outstanding" };

    public static Command Create() => new("bench", "Measure a running server: this one, or any that speaks the protocol (Linux)")
    {
        Url,
        ProcessId,
        Repeats,
        CreateFanOut("fanout", "Publications that many get", subscribers: 1000, channels: 1),
        CreateFanOut("channels", "Publications in many channels, of a few each", subscribers: 10_000, channels: 1000),
        CreateRpc(),
        CreateConnect(),
        CreateIdle(),
        CreateStorm(),
        CreatePublish(),
    };

    private static Command CreateFanOut(string name, string description, int subscribers, int channels)
    {
        var many = Count("--subscribers", "Connections that listen", subscribers);
        var spread = Count("--channels", "Channels they are spread over", channels);
        var publishers = Count("--publishers", "Connections that publish, in turn", 1);
        var outstanding = Count("--outstanding", "Publications on their way at any time", channels == 1 ? 16 : 256);
        var command = new Command(name, description) { many, spread, publishers, outstanding, Rate, WarmUp, Seconds };
        command.SetAction(parsed => Measure(parsed, target =>
            FanOut.Run(target, parsed.GetValue(many), parsed.GetValue(spread), parsed.GetValue(publishers), PaceOf(parsed, parsed.GetValue(outstanding)))));
        return command;
    }

    private static Command CreateRpc()
    {
        var connections = Count("--connections", "Connections, each with one call at a time", 1000);
        var command = new Command("rpc", "Calls of the method \"echo\"") { connections, WarmUp, Seconds };
        command.SetAction(parsed => Measure(parsed, target =>
            Calls.Run(target, parsed.GetValue(connections), SecondsOf(parsed, WarmUp), SecondsOf(parsed, Seconds))));
        return command;
    }

    private static Command CreateConnect()
    {
        var connections = Count("--connections", "Connections of one burst", 4000);
        var command = new Command("connect", "Connections that come at once") { connections };
        command.SetAction(parsed => Measure(parsed, target =>
            Connecting.Run(target, parsed.GetValue(connections), bursts: 1)));
        return command;
    }

    private static Command CreateIdle()
    {
        var connections = Count("--connections", "Connections, each with one subscription", 10_000);
        var channels = Count("--channels", "Channels they are spread over", 1);
        var command = new Command("idle", "Connections that only answer pings; let it count for longer than the interval of pings") { connections, channels, Seconds };
        command.SetAction(parsed => Measure(parsed, target =>
            Idle.Run(target, parsed.GetValue(connections), parsed.GetValue(channels), SecondsOf(parsed, Seconds))));
        return command;
    }

    private static Command CreateStorm()
    {
        var connections = Count("--connections", "Clients that come back", 10_000);
        var channels = Count("--channels", "Channels they are spread over", 1000);
        var command = new Command("storm", "Everybody comes back at once and recovers what was missed") { connections, channels };
        command.SetAction(parsed => Measure(parsed, target =>
            Storm.Run(target, parsed.GetValue(connections), parsed.GetValue(channels))));
        return command;
    }

    private static Command CreatePublish()
    {
        var tokens = new Option<FileInfo>("--tokens") { Description = "Bearers of the people, one a line, members of the rooms in turn", Required = true };
        var rooms = new Option<long[]>("--rooms") { Description = "Ids of the rooms", Required = true, AllowMultipleArgumentsPerToken = true };
        var outstanding = Count("--outstanding", "Messages on their way at any time", 256);
        var command = new Command("publish", "Durable messages in rooms of the chat") { tokens, rooms, outstanding, Rate, WarmUp, Seconds };
        command.SetAction(parsed => Measure(parsed, target =>
            ChatRooms.Run(target, File.ReadAllLines(parsed.GetRequiredValue(tokens).FullName), parsed.GetRequiredValue(rooms), PaceOf(parsed, parsed.GetValue(outstanding)))));
        return command;
    }

    // Asked of each command within its action: every command is made at every start, and none of them should load the load for it.
    private static int Measure(ParseResult parsed, Func<Target, Figures> run)
    {
        if (!OperatingSystem.IsLinux())
        {
            CommandRun.Refuse(["The load needs Linux, for epoll and /proc."]);
            return ExitCode.Failed;
        }

        var target = new Target(parsed.GetRequiredValue(Url), parsed.GetValue(ProcessId));
        var runs = Enumerable.Range(0, parsed.GetValue(Repeats)).Select(_ => run(target));
        Tell(runs.MinBy(figures => figures.Microseconds)!);
        return ExitCode.Ok;
    }

    private static void Tell(Figures figures)
    {
        Console.WriteLine(figures.Scenario);
        Tables.Write(
            ["", ""],
            [
                [$"server µs per {figures.Unit}", In(figures.Microseconds, "N2")],
                [$"{figures.Units} per second", In(figures.PerSecond, "N0")],
                [$"{figures.Units} per second and core", In(figures.PerSecondAndCore, "N0")],
                ["core busy", In(figures.Load, "P1")],
                ["p50, ms", In(figures.Median, "N2")],
                ["p99, ms", In(figures.Slowest, "N2")],
                ["bytes per connection", In(figures.BytesPerConnection, "N0")],
            ]);
    }

    private static Uri? ParseUrl(ArgumentResult result)
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) && url is { Scheme: "ws" or "http" })
            return url;

        result.AddError("--url must be an address like ws://127.0.0.1:8000/connection/websocket.");
        return null;
    }

    private static Pace PaceOf(ParseResult parsed, int outstanding) =>
        new(outstanding, parsed.GetValue(Rate), SecondsOf(parsed, WarmUp), SecondsOf(parsed, Seconds));

    private static TimeSpan SecondsOf(ParseResult parsed, Option<double> option) => TimeSpan.FromSeconds(parsed.GetValue(option));

    private static Option<int> Count(string name, string description, int usual) =>
        new(name) { Description = description, DefaultValueFactory = _ => usual };

    private static string In(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
}
