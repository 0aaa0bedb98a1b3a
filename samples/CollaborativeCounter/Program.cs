using System.Text;
using Loquat.Realtime;
using Loquat.Realtime.AspNetCore;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton<Counter>();
builder.Services.AddRealtime(realtime =>
{
    realtime.AllowAnonymousConnectWithoutToken = true;
    realtime.Namespaces["counter"] = new ChannelOptions
    {
        AllowSubscribeForClient = true,
        AllowSubscribeForAnonymous = true,
        // Each publication is the whole state: the newest is all that anybody needs, at first and after an outage.
        HistorySize = 1,
        HistoryTtl = TimeSpan.FromDays(1),
        ForceRecovery = true,
        RecoveryMode = RecoveryMode.Cache,
        AutoCacheRecover = true,
    };
});

var app = builder.Build();
app.UseFileServer();
app.MapRealtime();
app.MapRpc("count", async (Counter counter, Engine engine, CancellationToken cancellationToken) =>
{
    var value = counter.Next();
    // Of two people who count at once, the one with the smaller number may come last: the version keeps it from being the last word.
    await engine.PublishAsync("counter:all", Encoding.UTF8.GetBytes($"{value}"), new PublishOptions { Version = value }, cancellationToken);
    return new { value };
});
app.Run();

internal sealed class Counter
{
    private ulong _value;

    public ulong Next() => Interlocked.Increment(ref _value);
}
