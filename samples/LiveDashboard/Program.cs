using System.Diagnostics;
using System.Text.Json;
using Loquat.Realtime;
using Loquat.Realtime.AspNetCore;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddHostedService<Gauge>();
builder.Services.AddRealtime(realtime =>
{
    realtime.AllowAnonymousConnectWithoutToken = true;
    realtime.Namespaces["load"] = new ChannelOptions
    {
        AllowSubscribeForClient = true,
        AllowSubscribeForAnonymous = true,
        AllowHistoryForClient = true,
        AllowHistoryForAnonymous = true,
        // The last minute is drawn at once for whoever opens the page, and nobody who was away for less has a hole.
        HistorySize = 60,
        HistoryTtl = TimeSpan.FromMinutes(2),
        ForceRecovery = true,
    };
});

var app = builder.Build();
app.UseFileServer();
app.MapRealtime();
app.Run();

/// <summary>Says once a second how busy this process is.</summary>
internal sealed class Gauge(Engine engine, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var process = Process.GetCurrentProcess();
        var (worked, at) = (process.TotalProcessorTime, time.GetTimestamp());
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        while (await second.WaitForNextTickAsync(stoppingToken))
        {
            process.Refresh();
            var (worksNow, now) = (process.TotalProcessorTime, time.GetTimestamp());
            var reading = new Reading(
                time.GetUtcNow(), (worksNow - worked) / time.GetElapsedTime(at, now) * 100, process.WorkingSet64 >> 20, engine.SessionCount);
            await engine.PublishAsync("load:here", JsonSerializer.SerializeToUtf8Bytes(reading, JsonSerializerOptions.Web), stoppingToken);
            (worked, at) = (worksNow, now);
        }
    }
}

/// <param name="Processor">Percent of one core.</param>
/// <param name="Memory">Megabytes.</param>
/// <param name="Viewers">People who look at the dashboard.</param>
internal sealed record Reading(DateTimeOffset At, double Processor, long Memory, int Viewers);
