using Google.Protobuf;
using Microsoft.AspNetCore.Http.Features;

namespace Loquat.Server.Grpc;

/// <summary>
/// Unary gRPC calls on Kestrel: one POST, one message each way, the outcome in the trailers, or in the headers where there is no message.
/// Needs a listener that speaks HTTP/2.
/// </summary>
internal sealed class UnaryGrpcEndpoint<TRequest, TResponse>(
    UnaryMethod<TRequest, TResponse> method, int maxMessageBytes, TimeProvider time, ILogger logger)
    where TRequest : IMessage<TRequest>, new()
    where TResponse : IMessage<TResponse>
{
    private static readonly MessageParser<TRequest> Parser = new(() => new TRequest());

    public async Task InvokeAsync(HttpContext context)
    {
        if (!GrpcResponses.CanAnswer(context))
            return;

        // The message has a limit of its own, told by its prefix before the body is read.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bodySize)
            bodySize.MaxRequestBodySize = null;

        // An ended deadline and a caller that left look alike to the method; only the first still gets an answer.
        using var deadline = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        try
        {
            if (context.Request.Headers[GrpcHeaders.Timeout] is [{ } timeout, ..])
                deadline.CancelAfter(DeadlineOf(timeout));

            var request = await GrpcMessage.ReadAsync(context.Request.BodyReader, Parser, maxMessageBytes, ended.Token);
            var response = await method(request, new UnaryCall(context.Request.Headers, ended.Token));
            await GrpcResponses.WriteAsync(context, response, ended.Token);
        }
        catch (GrpcException exception)
        {
            GrpcResponses.Fail(context, exception.Status, exception.Message);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            GrpcResponses.Fail(context, GrpcStatusCode.DeadlineExceeded, "The deadline has passed.");
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
        catch (Exception exception)
        {
            GrpcLog.CallFailed(logger, context.Request.Path, exception);
            GrpcResponses.Fail(context, GrpcStatusCode.Internal, "Internal error.");
        }
    }

    private static TimeSpan DeadlineOf(string timeout)
    {
        // A timer takes no more than 49 days; who waits that long waits for ever.
        var longest = TimeSpan.FromDays(49);
        var parsed = GrpcHeaders.ParseTimeout(timeout) ?? throw new GrpcException(GrpcStatusCode.Internal, "The timeout is malformed.");
        return parsed < longest ? parsed : longest;
    }
}
