using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Google.Protobuf;
using Loquat.Server.Centrifugo;
using Loquat.Server.Grpc;
using Microsoft.AspNetCore.Http.Features;

namespace Loquat.Server.Proxy;

/// <summary>One event in the HTTP form: JSON in, JSON out, any status but 200 is a failure (section 26.1).</summary>
internal sealed class HttpProxyEndpoint<TRequest, TResponse>(UnaryMethod<TRequest, TResponse> method, ProxyOptions options, TimeProvider time)
    where TRequest : IMessage, new()
    where TResponse : IMessage
{
    public async Task InvokeAsync(HttpContext context)
    {
        // A web page can post a form or text to any address without asking first, but not JSON.
        if (!context.Request.HasJsonContentType())
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bodySize)
            bodySize.MaxRequestBodySize = options.MaxRequestBytes;

        using var timeout = new CancellationTokenSource(options.Timeout, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, context.RequestAborted);
        try
        {
            var request = await ReadAsync(context.Request.BodyReader, ended.Token);
            var response = await method(request, new UnaryCall(context.Request.Headers, ended.Token));
            await WriteAsync(context.Response, response, ended.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
        }
    }

    private static async Task<TRequest> ReadAsync(PipeReader body, CancellationToken cancellationToken)
    {
        var result = await body.ReadAsync(cancellationToken);
        while (!result.IsCompleted)
        {
            body.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            result = await body.ReadAsync(cancellationToken);
        }

        try
        {
            var request = CentrifugoJson.Read<TRequest>(result.Buffer);
            body.AdvanceTo(result.Buffer.End);
            return request;
        }
        catch (JsonException exception)
        {
            throw new BadHttpRequestException("The body does not decode.", exception);
        }
    }

    private static async Task WriteAsync(HttpResponse response, TResponse message, CancellationToken cancellationToken)
    {
        var json = new ArrayBufferWriter<byte>();
        CentrifugoJson.Write(json, message);
        response.ContentType = "application/json";
        response.ContentLength = json.WrittenCount;
        await response.BodyWriter.WriteAsync(json.WrittenMemory, cancellationToken);
    }
}
