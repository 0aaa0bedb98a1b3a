using System.Globalization;
using Loquat.Bench;
using Loquat.Benchmarks;
using Loquat.Benchmarks.Load;
using Loquat.Benchmarks.Peers;
using Loquat.Benchmarks.Reconnecting;
using Spectre.Console;

// Each benchmark prints its figures beside a peer measured in the same run: only ratios say anything on a shared machine.
try
{
    return await RunAsync(args);
}
catch (LoadException fault)
{
    await Console.Error.WriteLineAsync(fault.Message);
    return 1;
}

static async Task<int> RunAsync(string[] args)
{
    switch (args.FirstOrDefault())
    {
        case "publish":
            await DurablePublish.RunAsync();
            return 0;
        case "history":
            await HistoryPage.RunAsync();
            return 0;
        case "start":
            await StartAndIdle.RunAsync();
            return 0;
        case "load":
            await RealtimeLoad.RunAsync(args[1..]);
            return 0;
        case "soak":
            await SoakTest.RunAsync(args[1..]);
            return 0;
        case "chat":
            await ChatLoad.RunAsync();
            return 0;
        case "storm":
            await ChatLoad.RunStormAsync(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : ChatLoad.Crowd);
            return 0;
        case SendLoop.Argument:
            SendLoop.Run(args[1]);
            return 0;
        case EnginePeer.Argument:
            await EnginePeer.RunAsync(args[1]);
            return 0;
        case SignalRPeer.Argument:
            await SignalRPeer.RunAsync(args[1]);
            return 0;
        case "reconnect":
            await ReconnectStorm.RunAsync();
            return 0;
        case BareServer.Argument:
            await BareServer.RunAsync(args[1]);
            return 0;
        default:
            AnsiConsole.MarkupLine("bench/run [[publish|history|start|load|soak|chat|storm|reconnect]]");
            return 2;
    }
}
