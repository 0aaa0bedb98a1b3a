using System.Diagnostics;
using Loquat.Chat;
using Loquat.Testing;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Loquat.Benchmarks.Reconnecting;

/// <summary>
/// Three nodes on one PostgreSQL while people write; one node is killed. How long until each of its clients is back on another node and has
/// everything, and how much more the database is asked than in the same time before.
/// </summary>
internal static class ReconnectStorm
{
    private const int Nodes = 3;
    private const int Threads = 100;
    private const int Writers = 10;
    private static readonly int[] Crowds = [500, 2_000];
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static async Task RunAsync()
    {
        var program = Environment.GetEnvironmentVariable("LOQUAT_DLL") ?? throw new InvalidOperationException("LOQUAT_DLL names no program: use bench/run");
        var times = new Table().AddColumns("clients", "come back", "p50 ms", "p99 ms", "slowest ms", "start over", "more per thread", "more per client");
        var asked = new Table().AddColumns("clients", "statements", "10 s before", "10 s from the kill");
        foreach (var clients in Crowds)
        {
            var figures = await MeasureAsync(program, clients);
            var more = (double)figures.More;
            times.AddRow(
                $"{clients:N0}", $"{figures.Times.Length:N0}", $"{figures.At(0.5):N0}", $"{figures.At(0.99):N0}", $"{figures.Times[^1]:N0}", $"{figures.StartedOver}",
                $"{more / Threads:N2}", $"{more / figures.Times.Length:N2}");
            foreach (var kind in Enum.GetValues<Kind>())
                asked.AddRow($"{clients:N0}", NameOf(kind), $"{figures.Before[kind]:N0}", $"{figures.After[kind]:N0}");
        }

        AnsiConsole.Write(times);
        AnsiConsole.Write(asked);
    }

    private static async Task<Figures> MeasureAsync(string program, int count)
    {
        AnsiConsole.WriteLine($"{count:N0} clients connect to {Nodes} nodes");
        var folder = Directory.CreateTempSubdirectory("loquat-bench-").FullName;
        await using var postgres = PostgresServer.Own(Statements.Settings);
        var nodes = new List<ServerNode>();
        try
        {
            var (town, connectionString) = await BuildAsync(postgres, count);
            var statements = new Statements(connectionString);
            await statements.InstallAsync();
            for (var i = 0; i < Nodes; i++)
                nodes.Add(await ServerNode.StartAsync(program, connectionString, Path.Combine(folder, $"{i}")));
            return await MeasureAsync(town, nodes, statements);
        }
        finally
        {
            foreach (var node in nodes)
                node.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(Town Town, string ConnectionString)> BuildAsync(PostgresServer postgres, int count)
    {
        await using var chat = await ChatOnDatabase.StartAsync("PostgreSQL", postgres);
        return (await Town.BuildAsync(chat, count, Threads), chat.Services.GetRequiredService<ChatOptions>().ConnectionString!);
    }

    private static async Task<Figures> MeasureAsync(Town town, List<ServerNode> nodes, Statements statements)
    {
        var tops = new Tops(town.Threads);
        var living = nodes.Select(node => node.Port).ToArray();
        using var stop = new CancellationTokenSource();
        var clients = town.People.Select((person, i) => new LeanClient(person.Bearer, i % 2 == 0, person.Threads, tops, i)).ToList();
        var running = clients.Select((client, i) => client.RunAsync(random => client.Port == 0 ? living[i % Nodes] : Any(Volatile.Read(ref living), random), stop.Token)).ToList();
        await Task.WhenAll(clients.Select(client => client.Complete)).WaitAsync(Patience, TimeProvider.System);

        await using var posting = new Posting(tops);
        for (var i = 0; i < Writers; i++)
            posting.Start(town.People[i], living[i % (Nodes - 1)]);
        await statements.ForgetAsync();
        await Task.Delay(Watched, TimeProvider.System);
        var usual = await statements.CountAsync();

        var dead = nodes[^1];
        var back = clients.Where(client => client.Port == dead.Port).ToList();
        back.ForEach(client => client.Expect());
        Volatile.Write(ref living, [.. living.Where(port => port != dead.Port)]);
        await statements.ForgetAsync();
        var killed = Stopwatch.GetTimestamp();
        dead.Kill();
        await Task.WhenAll(back.Select(client => client.Complete)).WaitAsync(Patience, TimeProvider.System);
        if (Watched - Stopwatch.GetElapsedTime(killed) is { Ticks: > 0 } rest)
            await Task.Delay(rest, TimeProvider.System);
        var unusual = await statements.CountAsync();

        await stop.CancelAsync();
        await Task.WhenAll(running);
        return new Figures(
            [.. back.Select(client => Stopwatch.GetElapsedTime(killed, client.CompleteAt).TotalMilliseconds).Order()],
            clients.Sum(client => client.NotRecovered),
            Sum(usual),
            Sum(unusual));
    }

    private static int Any(int[] ports, Random random) => ports[random.Next(ports.Length)];

    private static Dictionary<Kind, long> Sum(IReadOnlyDictionary<string, long> statements) => Enum.GetValues<Kind>()
        .ToDictionary(kind => kind, kind => statements.Where(one => KindOf(one.Key) == kind).Sum(one => one.Value));

    private static Kind KindOf(string query) => query switch
    {
        _ when query.Contains("auth_tokens", StringComparison.Ordinal) => Kind.Bearers,
        _ when query.Contains("FOR UPDATE", StringComparison.Ordinal) || query.StartsWith("INSERT", StringComparison.Ordinal) => Kind.Other,
        _ when query.Contains("FROM users", StringComparison.Ordinal) || query.Contains("FROM members", StringComparison.Ordinal) => Kind.Access,
        _ when query.Contains("FROM threads", StringComparison.Ordinal) => Kind.Logs,
        _ => Kind.Other,
    };

    private static string NameOf(Kind kind) => kind switch
    {
        Kind.Bearers => "whose bearers these are",
        Kind.Access => "who may follow what",
        Kind.Logs => "logs and their tops",
        _ => "other: writing, presence, heartbeats",
    };

    private enum Kind
    {
        Bearers,
        Access,
        Logs,
        Other,
    }

    /// <param name="Times">In milliseconds, ascending.</param>
    private sealed record Figures(double[] Times, int StartedOver, IReadOnlyDictionary<Kind, long> Before, IReadOnlyDictionary<Kind, long> After)
    {
        /// <summary>What was asked because clients came back. Nodes read the logs for those who write, too, and there is one node less for that.</summary>
        public long More => new[] { Kind.Bearers, Kind.Access, Kind.Logs }.Sum(kind => Math.Max(0, After[kind] - Before[kind]));

        public double At(double part) => Times[(int)(Times.Length * part)];
    }
}
