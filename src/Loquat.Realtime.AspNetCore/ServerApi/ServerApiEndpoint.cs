using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Loquat.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loquat.Realtime.AspNetCore.ServerApi;

/// <summary>The server API's HTTP form (section 25.1): POST /api/METHOD, or POST /api with the method in the body.</summary>
internal sealed class ServerApiEndpoint
{
    private readonly ApiCalls _calls;
    private readonly ServerApiOptions _options;
    private readonly ApiKey _key;

    public ServerApiEndpoint(ApiCalls calls, IOptions<ServerApiOptions> options, ILogger<ServerApiEndpoint> logger)
    {
        _calls = calls;
        _options = options.Value;
        _key = new ApiKey(_options.Key);
        if (_options.Insecure)
            ServerApiLog.LetsEverybodyIn(logger);
    }

    /// <summary>The method is the route value of that name; without one the body names it.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        else if (!Allows(context.Request))
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        else
            await ServeAsync(context);
    }

    /// <summary>The same for callers whom another door has let in.</summary>
    public Task ServeAsync(HttpContext context)
    {
        var method = context.Request.RouteValues["method"] as string;
        return method is null || method == ApiBatch.Method || ApiMethod.Find(method) is not null
            ? AnswerAsync(context, method)
            : FailAsync(context, StatusCodes.Status404NotFound, "404 page not found\n");
    }

    // Without a key any page in a browser could call; it cannot hide where it comes from.
    private bool Allows(HttpRequest request) =>
        _options.Insecure ? request.Headers.Origin.Count == 0 : _key.IsShownBy(request);

    private async Task AnswerAsync(HttpContext context, string? method)
    {
        try
        {
            var body = await ReadAsync(context);
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind == JsonValueKind.Null)
                await WriteAsync(context, ProtocolError.BadRequest);
            else if (method is not null)
                await CallAsync(context, method, new ApiFields(json.RootElement));
            else
                await CallNamedAsync(context, new ApiFields(json.RootElement));
        }
        catch (JsonException)
        {
            await FailAsync(context, StatusCodes.Status400BadRequest, "Bad Request\n");
        }
        catch (BadHttpRequestException refused)
        {
            await FailAsync(context, refused.StatusCode, refused.Message + "\n");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = _options.MaxRequestBytes;

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var bytes = body.GetBuffer().AsMemory(0, (int)body.Length);
        return Utf8.IsValid(bytes.Span) ? bytes : throw new JsonException("The body is not UTF-8.");
    }

    private Task CallNamedAsync(HttpContext context, ApiFields body)
    {
        var method = body.Text("method");
        if (method != ApiBatch.Method && ApiMethod.Find(method) is null)
            throw new JsonException("There is no such method.");
        return body.Object("params") is { } parameters
            ? CallAsync(context, method, parameters)
            : WriteAsync(context, ProtocolError.BadRequest);
    }

    private async Task CallAsync(HttpContext context, string method, ApiFields fields)
    {
        if (method != ApiBatch.Method)
        {
            await WriteAsync(context, await _calls.RunAsync(ApiMethod.Find(method)!.Read(fields), context.RequestAborted));
            return;
        }

        var batch = ApiBatch.Read(fields, _options.MaxBatchCommands);
        var calls = batch.Calls.Select(command => command.Call).ToList();
        var replies = await _calls.RunAllAsync(calls, batch.Parallel, context.RequestAborted);
        var output = new ArrayBufferWriter<byte>();
        ApiJson.WriteBatch(output, batch, replies);
        await SendAsync(context, StatusCodes.Status200OK, output.WrittenMemory);
    }

    private Task WriteAsync(HttpContext context, ApiReply reply)
    {
        var output = new ArrayBufferWriter<byte>();
        if (reply.Error is { } error && TellsErrorsByStatus(context.Request))
        {
            ApiJson.WriteError(output, error);
            return SendAsync(context, StatusOf(error), output.WrittenMemory);
        }

        ApiJson.WriteReply(output, reply);
        return SendAsync(context, StatusCodes.Status200OK, output.WrittenMemory);
    }

    private bool TellsErrorsByStatus(HttpRequest request) =>
        _options.ErrorMode == ServerApiErrorMode.Transport || request.Headers["X-Centrifugo-Error-Mode"] == "transport";

    private static int StatusOf(ProtocolError error) => error.Code switch
    {
        102 or 104 => StatusCodes.Status404NotFound,
        107 or 108 => StatusCodes.Status400BadRequest,
        112 => StatusCodes.Status416RequestedRangeNotSatisfiable,
        113 => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static async Task SendAsync(HttpContext context, int status, ReadOnlyMemory<byte> json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }

    private static Task FailAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
