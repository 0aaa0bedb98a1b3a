using System.Text.Json;
using Loquat.Protocol;

namespace Loquat.Realtime.Tests.Budgets;

/// <summary>
/// What the hot paths may allocate, and what is there for each connection may hold: the numbers of bench/budgets.json, in bytes. Alone, since others
/// would be counted, too.
/// </summary>
[Collection(nameof(Alone))]
public class BudgetTests
{
    private const int Sessions = 2_000;
    private const int Times = 1_000;

    private static readonly byte[] Data = """{"text":"as long as what people write to each other"}"""u8.ToArray();
    private static readonly Command Publish = new Command.Publish(3, "budget", Data);
    private static readonly Command Rpc = new Command.Rpc(3, "echo", Data);
    private static readonly Command Subscribe = new Command.Subscribe(2, new SubscribeRequest { Channel = "budget" });
    private static readonly Command Pong = new Command.Pong();

    private static readonly Dictionary<string, Func<Task<long>>> Measurements = new()
    {
        ["session without subscriptions, held"] = HeldBySessionAsync,
        ["subscription, held"] = HeldBySubscriptionAsync,
        ["delivery of a broadcast"] = DeliveryAsync,
        ["json publish"] = () => CommandAsync(WireEncoding.Json, Publish),
        ["json rpc"] = () => CommandAsync(WireEncoding.Json, Rpc),
        ["json subscribe"] = () => SubscribeAsync(WireEncoding.Json),
        ["json pong"] = () => PongAsync(WireEncoding.Json),
        ["protobuf publish"] = () => CommandAsync(WireEncoding.Protobuf, Publish),
        ["protobuf rpc"] = () => CommandAsync(WireEncoding.Protobuf, Rpc),
        ["protobuf subscribe"] = () => SubscribeAsync(WireEncoding.Protobuf),
        ["protobuf pong"] = () => PongAsync(WireEncoding.Protobuf),
    };

    private static Dictionary<string, long> Budgets =>
        JsonSerializer.Deserialize<Dictionary<string, long>>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "budgets.json")))!;

    public static TheoryData<string> Names => [.. Measurements.Keys];

    [Fact]
    public void Everything_that_is_measured_has_a_budget_and_the_other_way_round() =>
        Assert.Equal(Measurements.Keys.Order(), Budgets.Keys.Order());

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Stays_within_its_budget(string name)
    {
        // The first time makes what is kept for ever; of two more, something else may have fallen into one.
        await Measurements[name]();
        var bytes = Math.Min(await Measurements[name](), await Measurements[name]());

        Assert.True(bytes <= Budgets[name], $"{name}: {bytes} bytes, {Budgets[name]} allowed");
    }

    private static async Task<long> HeldBySessionAsync()
    {
        await using var clients = new Clients(Sessions);
        return await GrowthAsync(clients.ConnectAsync) / Sessions;
    }

    private static async Task<long> HeldBySubscriptionAsync()
    {
        await using var clients = new Clients(Sessions);
        await clients.ConnectAsync();
        return await GrowthAsync(() => clients.AllSayAsync(Subscribe)) / Sessions;
    }

    private static async Task<long> GrowthAsync(Func<Task> act)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await act();
        return GC.GetTotalMemory(forceFullCollection: true) - before;
    }

    /// <summary>What a publication costs more when somebody hears it.</summary>
    private static async Task<long> DeliveryAsync()
    {
        const int Subscribers = 500;
        await using var clients = new Clients(Subscribers + 1);
        await clients.ConnectAsync();
        await clients.AllSayAsync(new Command.Subscribe(2, new SubscribeRequest { Channel = "budget" }), but: 1);
        await clients.OneSaysAsync(Publish, Times / 10, heardBy: Subscribers);
        var heard = await clients.OneSaysAsync(Publish, Times, heardBy: Subscribers);
        var unheard = await clients.OneSaysAsync(new Command.Publish(3, "nobody", Data), Times);

        // The frame itself is made once.
        return (heard - unheard) / Times / Subscribers;
    }

    private static async Task<long> CommandAsync(WireEncoding encoding, Command command)
    {
        await using var clients = new Clients(1, encoding);
        await clients.ConnectAsync();
        await clients.OneSaysAsync(command, Times / 10);
        return await clients.OneSaysAsync(command, Times) / Times;
    }

    private static async Task<long> SubscribeAsync(WireEncoding encoding)
    {
        await using var clients = new Clients(Sessions, encoding);
        await clients.ConnectAsync();
        return await clients.AllSayAsync(Subscribe);
    }

    private static async Task<long> PongAsync(WireEncoding encoding)
    {
        await using var clients = new Clients(Sessions, encoding);
        await clients.ConnectAsync();
        await clients.PingAsync();
        return await clients.AllSayAsync(Pong, isAnswered: false);
    }
}

/// <summary>Tests that run when no others do.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
