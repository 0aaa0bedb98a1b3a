using Loquat.Realtime;

namespace Loquat.Server.EngineMode;

/// <summary>Healthy while a publication reaches a subscriber.</summary>
internal sealed class HealthEndpoint(Engine engine, TimeProvider time, ILogger<HealthEndpoint> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task InvokeAsync(HttpContext context)
    {
        var healthy = await IsHealthyAsync(context.RequestAborted);
        context.Response.StatusCode = healthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = 2;
        await context.Response.WriteAsync("{}", context.RequestAborted);
    }

    private async Task<bool> IsHealthyAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await engine.ProbeAsync(either.Token);
            return true;
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it is that keeps publications from arriving, the answer is the same.
            logger.Unhealthy(fault);
            return false;
        }
    }
}
