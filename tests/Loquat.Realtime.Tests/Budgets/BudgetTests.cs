using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Loquat.Protocol;

namespace Loquat.Realtime.Tests.Budgets;

/// <summary>
/// What the hot paths may allocate, and what is there for each connection may hold: the numbers of bench/budgets.json, in bytes. Alone, since others
/// would be counted, too. A build for debugging makes an object of every asynchronous method that is entered, so that it has numbers of its own.
/// </summary>
[Collection(nameof(Alone))]
public sealed class BudgetTests : IAsyncDisposable
{
    private const int Sessions = 2_000;
    private const int Times = 1_000;

    private static readonly byte[] Data = """{"text":"as long as what people write to each other"}"""u8.ToArray();
    private static readonly Command Publish = new Command.Publish(3, "budget", Data);
    private static readonly Command Rpc = new Command.Rpc(3, "echo", Data);
    private static readonly Command Subscribe = new Command.Subscribe(2, new SubscribeRequest { Channel = "budget" });
    private static readonly Command Pong = new Command.Pong();

    private static readonly Dictionary<string, Func<BudgetTests, Task<long>>> Measurements = new()
    {
        ["session without subscriptions, held"] = test => test.HeldBySessionAsync(),
        ["subscription, held"] = test => test.HeldBySubscriptionAsync(),
        ["delivery of a broadcast"] = test => test.DeliveryAsync(),
        ["json publish"] = test => test.CommandAsync(WireEncoding.Json, Publish),
        ["json rpc"] = test => test.CommandAsync(WireEncoding.Json, Rpc),
        ["json subscribe"] = test => test.SubscribeAsync(WireEncoding.Json),
        ["json pong"] = test => test.PongAsync(WireEncoding.Json),
        ["protobuf publish"] = test => test.CommandAsync(WireEncoding.Protobuf, Publish),
        ["protobuf rpc"] = test => test.CommandAsync(WireEncoding.Protobuf, Rpc),
        ["protobuf subscribe"] = test => test.SubscribeAsync(WireEncoding.Protobuf),
        ["protobuf pong"] = test => test.PongAsync(WireEncoding.Protobuf),
    };

    // Kept to the end: what one measurement leaves must not go during the next.
    private readonly List<Clients> _clients = [];

    private static Dictionary<string, Budget> Budgets => JsonSerializer.Deserialize<Dictionary<string, Budget>>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "budgets.json")), JsonSerializerOptions.Web)!;

    private static bool IsForDebugging => typeof(Engine).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true };

    public static TheoryData<string> Names => [.. Measurements.Keys];

    public async ValueTask DisposeAsync()
    {
        foreach (var clients in _clients)
            await clients.DisposeAsync();
    }

    [Fact]
    public void Everything_that_is_measured_has_a_budget_and_the_other_way_round() =>
        Assert.Equal(Measurements.Keys.Order(), Budgets.Keys.Order());

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Stays_within_its_budget(string name)
    {
        // The first time makes what is kept for ever. Into one of the others something else may have fallen.
        await Measurements[name](this);
        long[] bytes = [await Measurements[name](this), await Measurements[name](this), await Measurements[name](this)];
        var budget = IsForDebugging ? Budgets[name].Debug : Budgets[name].Release;

        Assert.True(bytes.Order().ElementAt(1) <= budget, $"{name}: {string.Join(", ", bytes)} bytes, {budget} allowed");
    }

    private async Task<long> HeldBySessionAsync()
    {
        var clients = New(Sessions);
        return await GrowthAsync(clients.ConnectAsync) / Sessions;
    }

    private async Task<long> HeldBySubscriptionAsync()
    {
        var clients = New(Sessions);
        await clients.ConnectAsync();
        return await GrowthAsync(() => clients.AllSayAsync(Subscribe)) / Sessions;
    }

    private Clients New(int count, WireEncoding encoding = WireEncoding.Json)
    {
        var clients = new Clients(count, encoding);
        _clients.Add(clients);
        return clients;
    }

    private static async Task<long> GrowthAsync(Func<Task> act)
    {
        // Twice: what has a finalizer goes only after that has run.
        _ = GC.GetTotalMemory(forceFullCollection: true);
        GC.WaitForPendingFinalizers();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await act();
        return GC.GetTotalMemory(forceFullCollection: true) - before;
    }

    /// <summary>What a publication costs more when somebody hears it.</summary>
    private async Task<long> DeliveryAsync()
    {
        const int Subscribers = 500;
        var clients = New(Subscribers + 1);
        await clients.ConnectAsync();
        await clients.AllSayAsync(new Command.Subscribe(2, new SubscribeRequest { Channel = "budget" }), but: 1);
        await clients.OneSaysAsync(Publish, Times / 10, heardBy: Subscribers);
        var heard = await clients.OneSaysAsync(Publish, Times, heardBy: Subscribers);
        var unheard = await clients.OneSaysAsync(new Command.Publish(3, "nobody", Data), Times);

        // The frame itself is made once.
        return (heard - unheard) / Times / Subscribers;
    }

    private async Task<long> CommandAsync(WireEncoding encoding, Command command)
    {
        var clients = New(1, encoding);
        await clients.ConnectAsync();
        await clients.OneSaysAsync(command, Times / 10);
        return await clients.OneSaysAsync(command, Times) / Times;
    }

    private async Task<long> SubscribeAsync(WireEncoding encoding)
    {
        var clients = New(Sessions, encoding);
        await clients.ConnectAsync();
        return await clients.AllSayAsync(Subscribe);
    }

    private async Task<long> PongAsync(WireEncoding encoding)
    {
        var clients = New(Sessions, encoding);
        await clients.ConnectAsync();
        await clients.PingAsync();
        return await clients.AllSayAsync(Pong, isAnswered: false);
    }
}

/// <summary>The most that something may take, in bytes, by how the engine was built.</summary>
internal sealed record Budget(long Release, long Debug);

/// <summary>Tests that run when no others do.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
