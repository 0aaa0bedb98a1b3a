using System.Text;
using System.Text.Json;
using Loquat.Protocol;
using Loquat.Realtime.AspNetCore;
using Loquat.Realtime.AspNetCore.ServerApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Loquat.Realtime.Tests.Documentation;

/// <summary>The code of docs/engine.md, whole, as one application: what the guide says compiles, and does what the guide says.</summary>
internal static class EngineGuide
{
    public static void AddServices(WebApplicationBuilder builder)
    {
        builder.Services.AddRealtime(realtime =>
        {
            realtime.Namespaces["news"] = new ChannelOptions
            {
                AllowSubscribeForClient = true,
                HistorySize = 100,
                HistoryTtl = TimeSpan.FromMinutes(10),
                ForceRecovery = true,
            };
        });
        builder.Services.AddSingleton<Accounts>();
        builder.Services.AddSingleton<Orders>();
        builder.Services.AddSingleton<IChannelLog, OrderLog>();
        builder.Services.AddHostedService<Clock>();

        builder.Services.Configure<RealtimeOptions>(realtime =>
        {
            realtime.Namespaces["room"] = new ChannelOptions
            {
                AllowPublishForSubscriber = true,
                Presence = true,
                AllowPresenceForSubscriber = true,
                JoinLeave = true,
                ForcePushJoinLeave = true,
            };
            realtime.Namespaces["price"] = new ChannelOptions
            {
                AllowSubscribeForClient = true,
                HistorySize = 1,
                HistoryTtl = TimeSpan.FromHours(1),
                ForceRecovery = true,
                RecoveryMode = RecoveryMode.Cache,
                AutoCacheRecover = true,
                AllowDelta = true,
                DeltaPublish = true,
                AllowTagsFilter = true,
            };
            realtime.Namespaces["orders"] = new ChannelOptions { AllowSubscribeForClient = true, ForceRecovery = true };
            realtime.UserConnectionLimit = 20;
            realtime.ConnectionRates.Total.Add(new RateLimit { Count = 100, Interval = TimeSpan.FromSeconds(10) });
            realtime.UserRates.ByMethod["order:place"] = [new RateLimit { Count = 10, Interval = TimeSpan.FromMinutes(1) }];
            realtime.PersonalChannel.Enabled = true;
            realtime.Tokens.HmacSecretKey = "a secret of at least 32 characters, from configuration";
        });
        builder.Services.Configure<RealtimeHttpOptions>(http =>
        {
            http.HttpStream.Enabled = true;
            http.Sse.Enabled = true;
            http.AllowedOrigins.Add("https://app.example.com");
        });
        builder.Services.AddRealtimeMetrics();
        builder.Services.AddServerApi(api => api.Key = "this-key-belongs-into-configuration");
    }

    public static void Map(WebApplication app)
    {
        app.MapRealtime();
        app.MapRealtimeMetrics();
        app.MapServerApi();

        app.UseRealtimeFilter<SignedIn>();
        app.OnConnect(([FromFeatures] Account account, ConnectContext connect) => new ConnectAnswer.Accepted(account.Id)
        {
            Info = JsonSerializer.SerializeToUtf8Bytes(new { account.Name }, JsonSerializerOptions.Web),
            State = account,
            ExpireAt = account.SessionEnds,
            Subscriptions = new Dictionary<string, SubscribeOptions> { ["news:all"] = SubscribeOptions.Default },
        });

        app.OnSubscribe("room:*", (SubscribeContext subscribe, Accounts accounts) => accounts.MayEnter(subscribe.Connection.User, subscribe.Channel)
            ? new SubscribeAnswer.Accepted(SubscribeOptions.Default)
            : (SubscribeAnswer)new SubscribeAnswer.Refused(ProtocolError.PermissionDenied));

        app.OnPublish("room:*", (PublishContext publish, Accounts accounts) => accounts.IsPolite(publish.Data)
            ? new PublishAnswer.Accepted()
            : (PublishAnswer)new PublishAnswer.Refused(new ProtocolError(1001, "mind your words")));

        app.MapRpc("order:place", async (PlaceOrder request, IConnection connection, Orders orders, Engine engine, CancellationToken stop) =>
        {
            if (request.Amount <= 0)
                return (object)new ProtocolError(1002, "nothing to order");

            var order = await orders.PlaceAsync(connection.User, request.Article, request.Amount, stop);
            await engine.DeliverAsync(
                "orders:all", new Publication(order.Json) { Offset = order.Number }, Orders.Epoch, stop);
            return new { order.Number };
        });

        app.OnConnected((IConnection connection, Accounts accounts) => accounts.Note($"{connection.User} is here"));
        app.OnChannelOccupied("room:*", (ChannelContext first, Accounts accounts) => accounts.Note($"{first.Channel} is in use"));
        app.OnChannelVacated("room:*", (ChannelContext last, Accounts accounts) => accounts.Note($"{last.Channel} is empty"));
        app.OnUnsubscribed((UnsubscribedContext left, Accounts accounts) => accounts.Note($"{left.Connection.User} left {left.Channel}"));
        app.OnDisconnected((DisconnectedContext gone, Accounts accounts) => accounts.Note($"{gone.Connection.User} is gone: {gone.Disconnect.Code}"));
    }

    /// <summary>What an application does on its own account, from wherever it is.</summary>
    public static async Task SignOutAsync(Engine engine, Account account)
    {
        await engine.SubscribeAsync(account.Id, "room:lobby", new SubscribeOptions { Presence = true });
        await engine.UnsubscribeAsync(account.Id, "room:lobby");
        engine.Disconnect(account.Id, new Disconnect(4501, "signed out"));
    }

    /// <summary>What an application knows and does about its users.</summary>
    public static DateTimeOffset? KeepOut(Engine engine, Account account, TimeProvider time)
    {
        engine.Users.Block(account.Id, until: time.GetUtcNow() + TimeSpan.FromHours(1));
        engine.Users.Revoke(account.Id, issuedBefore: time.GetUtcNow());
        var connections = engine.Users.ConnectionsOf(account.Id);
        var (isOnline, lastSeen) = engine.Users.StatusOf(account.Id);
        return connections.Count == 0 && !isOnline ? lastSeen : null;
    }

    /// <summary>What may be asked of the engine.</summary>
    public static async Task<string> LookAsync(Engine engine)
    {
        var there = await engine.PresenceAsync("room:lobby");
        var stats = await engine.PresenceStatsAsync("room:lobby");
        var (history, refusal) = await engine.HistoryAsync("news:all", new HistoryQuery(Limit: 10, Reverse: true));
        return $"{there?.Count} {stats?.Users} {history?.Top.Offset} {refusal?.Code}";
    }
}

internal sealed class Clock(Engine engine, TimeProvider time) : Microsoft.Extensions.Hosting.BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var minute = new PeriodicTimer(TimeSpan.FromMinutes(1), time);
        while (await minute.WaitForNextTickAsync(stoppingToken))
            await engine.PublishAsync("news:all", JsonSerializer.SerializeToUtf8Bytes(time.GetUtcNow()), stoppingToken);
    }
}

internal sealed class SignedIn(Accounts accounts) : IConnectFilter
{
    public ValueTask<ConnectAnswer> InvokeAsync(ConnectContext context, ConnectNext next)
    {
        if (accounts.Find(context.Request.Data) is not { } account)
            return new(new ConnectAnswer.Refused(ProtocolError.Unauthorized));

        context.Features.Set(account);
        return next(context);
    }
}

internal sealed class OrderLog(Orders orders) : IChannelLog
{
    public bool Owns(string channel) => channel == "orders:all";

    public async ValueTask<LogPage?> ReadAsync(string channel, ulong after, int limit, CancellationToken cancellationToken)
    {
        var (page, last) = await orders.ReadAsync(after, limit, cancellationToken);
        return new LogPage(
            [.. page.Select(order => new Publication(order.Json) { Offset = order.Number })], new StreamPosition(last, Orders.Epoch));
    }
}

internal sealed record PlaceOrder(string Article, int Amount);

/// <summary>Stands for an application's people.</summary>
internal sealed class Accounts
{
    private readonly Dictionary<string, Account> _byToken = new() { ["secret"] = new Account("1", "Alice", null), ["quiet"] = new Account("2", "Bob", null) };

    private readonly HashSet<string> _board = ["1"];
    private readonly List<string> _rudeWords = ["damn"];

    public List<string> Notes { get; } = [];

    public Account? Find(ReadOnlyMemory<byte> data)
    {
        if (data.IsEmpty)
            return null;

        using var json = JsonDocument.Parse(data);
        return _byToken.GetValueOrDefault(json.RootElement.GetProperty("token").GetString()!);
    }

    public bool MayEnter(string user, string channel) => channel != "room:board" || _board.Contains(user);

    public bool IsPolite(ReadOnlyMemory<byte> data) => !_rudeWords.Exists(word => Encoding.UTF8.GetString(data.Span).Contains(word, StringComparison.Ordinal));

    public void Note(string what)
    {
        lock (Notes)
            Notes.Add(what);
    }
}

internal sealed record Account(string Id, string Name, DateTimeOffset? SessionEnds);

/// <summary>Stands for an application's table of orders, whose rows are numbered without gaps.</summary>
internal sealed class Orders
{
    public const string Epoch = "orders";
    private readonly List<Order> _all = [];

    public Task<Order> PlaceAsync(string customer, string article, int amount, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_all)
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(new { customer, article, amount });
            _all.Add(new Order((ulong)_all.Count + 1, json));
            return Task.FromResult(_all[^1]);
        }
    }

    public Task<(IReadOnlyList<Order> Page, ulong Last)> ReadAsync(ulong after, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_all)
            return Task.FromResult<(IReadOnlyList<Order>, ulong)>(([.. _all.Where(order => order.Number > after).Take(limit)], (ulong)_all.Count));
    }
}

internal sealed record Order(ulong Number, byte[] Json);
