using System.Text.Json;
using System.Text.Json.Nodes;
using Loquat.Realtime;
using Loquat.Server.Configuration;
using Loquat.Server.EngineMode;
using Loquat.Testing;
using Loquat.Testing.Golden;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Loquat.Server.Tests.EngineMode;

/// <summary>`loquat engine` as it is composed, with a recorded configuration that its own reader has read, on a free port.</summary>
internal sealed class GoldenEngine : IGoldenServer, IAsyncDisposable
{
    private static readonly Dictionary<string, string> NoVariables = [];
    private readonly WebApplication _app;
    private readonly LeapingClock _clock;
    private readonly bool _answersPings;

    private GoldenEngine(WebApplication app, LeapingClock clock, bool answersPings)
    {
        _app = app;
        _clock = clock;
        _answersPings = answersPings;
        Url = new Uri(app.Urls.First());
        Api = new HttpClient { BaseAddress = Url };
    }

    public Uri Url { get; }

    public HttpClient Api { get; }

    public int SessionCount => _app.Services.GetRequiredService<Engine>().SessionCount;

    /// <param name="configuration">Its name in tests/golden/config.</param>
    public static async Task<GoldenEngine> StartAsync(string configuration)
    {
        var reading = SettingsReader.Read(GoldenTranscript.ConfigurationFile(configuration), NoVariables);
        Assert.Empty(reading.Problems);
        var settings = reading.Settings with { Log = new LogSettings { Level = "none" } };
        var clock = new LeapingClock();
        var app = EngineServer.Build(settings, [new ListenUrl("http", "127.0.0.1", 0)], clock);
        await app.StartAsync();
        return new GoldenEngine(app, clock, answersPings: configuration == "short");
    }

    public void Wait(TimeSpan time)
    {
        if (_answersPings)
            throw new NotSupportedException("A pong may be on its way, for which no leap of time waits.");
        _clock.Leap(time);
    }

    public Task<JsonNode?> CallApiAsync(string method, JsonElement request) => throw new NotSupportedException("The API has its HTTP form here.");

    public Task<GoldenCall> NextCallAsync() => throw new NotSupportedException("Nobody is asked here.");

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await _app.DisposeAsync();
    }
}
