using Microsoft.AspNetCore.Connections;

namespace Loquat.Server.Hosting;

/// <summary>Marks connections of the listeners that serve real-time connections and nothing else.</summary>
internal sealed class RealtimeOnly
{
    private static readonly RealtimeOnly Mark = new();

    public static ConnectionDelegate Tell(ConnectionDelegate next) => connection =>
    {
        connection.Features.Set(Mark);
        return next(connection);
    };

    /// <summary>Everything but <paramref name="prefix"/> does not exist on a marked connection.</summary>
    public static RequestDelegate Keep(PathString prefix, RequestDelegate next) => context =>
    {
        if (context.Features.Get<RealtimeOnly>() is null || context.Request.Path.StartsWithSegments(prefix))
            return next(context);

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return context.Response.CompleteAsync();
    };
}
