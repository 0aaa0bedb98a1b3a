namespace Loquat.Server.Grpc;

/// <summary>What a method learns about its call beside the request.</summary>
/// <param name="CancellationToken">Cancelled when the caller is gone or its deadline has passed.</param>
internal sealed record UnaryCall(IHeaderDictionary Headers, CancellationToken CancellationToken);

/// <summary>One method of a service: a request in, a response out.</summary>
/// <exception cref="GrpcException">The status to answer; any other exception becomes INTERNAL without its message.</exception>
internal delegate Task<TResponse> UnaryMethod<in TRequest, TResponse>(TRequest request, UnaryCall call);
