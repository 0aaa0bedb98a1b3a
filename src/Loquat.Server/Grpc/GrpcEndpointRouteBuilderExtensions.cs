using Google.Protobuf;

namespace Loquat.Server.Grpc;

internal static class GrpcEndpointRouteBuilderExtensions
{
    /// <summary>Maps the methods that <paramref name="map"/> names; every other method of the service answers UNIMPLEMENTED.</summary>
    /// <param name="service">The full name, for example <c>package.Service</c>.</param>
    /// <param name="maxMessageBytes">Longer requests are refused with RESOURCE_EXHAUSTED.</param>
    public static void MapGrpcService(this IEndpointRouteBuilder endpoints, string service, int maxMessageBytes, Action<GrpcServiceBuilder> map)
    {
        map(new GrpcServiceBuilder(endpoints, service, maxMessageBytes));
        endpoints.MapPost($"/{service}/{{method}}", Unimplemented).ExcludeFromDescription();
    }

    private static Task Unimplemented(HttpContext context)
    {
        if (GrpcResponses.CanAnswer(context))
            GrpcResponses.Fail(context, GrpcStatusCode.Unimplemented, $"There is no method {context.Request.Path}.");
        return Task.CompletedTask;
    }
}

/// <summary>The methods of one service.</summary>
internal sealed class GrpcServiceBuilder(IEndpointRouteBuilder endpoints, string service, int maxMessageBytes)
{
    public GrpcServiceBuilder Unary<TRequest, TResponse>(string name, UnaryMethod<TRequest, TResponse> method)
        where TRequest : IMessage<TRequest>, new()
        where TResponse : IMessage<TResponse>
    {
        var services = endpoints.ServiceProvider;
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(service);
        var endpoint = new UnaryGrpcEndpoint<TRequest, TResponse>(method, maxMessageBytes, services.GetRequiredService<TimeProvider>(), logger);
        endpoints.MapPost($"/{service}/{name}", endpoint.InvokeAsync).ExcludeFromDescription();
        return this;
    }
}
