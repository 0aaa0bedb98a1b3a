namespace Loquat.Server.EngineMode;

/// <summary>Endpoints that clients have nothing to ask: with an internal port they do not exist on the others.</summary>
internal static class InternalEndpoint
{
    /// <param name="internalPort">0 if there is none.</param>
    public static IApplicationBuilder UseInternalEndpoints(this IApplicationBuilder app, int internalPort) => app.Use(next => context =>
    {
        // By the port that the connection came in on: what the request says of its host is the client's word.
        if (internalPort == 0
            || context.GetEndpoint()?.Metadata.GetMetadata<Mark>() is null
            || context.Connection.LocalPort == internalPort)
            return next(context);

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    });

    /// <summary>Makes endpoints internal, unless they are said to be for everybody.</summary>
    public static TBuilder Internal<TBuilder>(this TBuilder endpoints, bool external = false)
        where TBuilder : IEndpointConventionBuilder => external ? endpoints : endpoints.WithMetadata(Mark.Instance);

    private sealed class Mark
    {
        public static readonly Mark Instance = new();
    }
}
