using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Loquat.Benchmarks;

/// <summary>The peer: what a web application costs before it does anything.</summary>
internal static class BareServer
{
    public const string Argument = "bare-server";

    public static async Task RunAsync(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGet("/health", () => "{}");
        await app.RunAsync(url);
    }
}
