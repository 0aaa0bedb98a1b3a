using System.Net;
using System.Text.Json.Nodes;
using Loquat.Server.Grpc;
using Loquat.Testing;
using Loquat.Testing.Golden;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Calls = System.Threading.Channels.Channel;

namespace Loquat.Server.Tests.EngineMode.Backends;

/// <summary>An application's backend on real sockets, HTTP and gRPC: whoever holds it reads each call and says what is answered.</summary>
internal sealed class StubBackend : IAsyncDisposable
{
    private readonly System.Threading.Channels.Channel<GoldenCall> _calls = Calls.CreateUnbounded<GoldenCall>();
    private readonly WebApplication _app;

    private StubBackend(WebApplication app) => _app = app;

    public int HttpPort { get; private set; }

    public int GrpcPort { get; private set; }

    public static async Task<StubBackend> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listener => listener.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, listener => listener.Protocols = HttpProtocols.Http2);
        });
        var app = builder.Build();
        var backend = new StubBackend(app);
        app.Run(backend.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);

        int[] ports = [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address).Port)];
        (backend.HttpPort, backend.GrpcPort) = (ports[0], ports[1]);
        return backend;
    }

    public Task<GoldenCall> NextCallAsync() => _calls.Reader.ReadAsync().AsTask();

    /// <summary>True if somebody asked and nobody looked.</summary>
    public bool HasUnread => _calls.Reader.TryPeek(out _);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var answer = new TaskCompletionSource<JsonObject>(TaskCreationOptions.RunContinuationsAsynchronously);
        var isGrpc = GrpcHeaders.IsGrpc(context.Request.ContentType);
        var path = context.Request.Path.Value!;
        var procedure = isGrpc ? path[(path.LastIndexOf('/') + 1)..] : $"{context.Request.Method} {path}";
        var message = isGrpc ? WireJson.Show(procedure, body.ToArray().AsSpan(GrpcMessage.PrefixLength)) : JsonNode.Parse(body.ToArray())!.AsObject();
        await _calls.Writer.WriteAsync(new GoldenCall(procedure, message, answer.SetResult)
        {
            Headers = GoldenBackend.HeadersOf(context.Request.Headers.Select(header => KeyValuePair.Create(header.Key, header.Value.ToString()))),
            AnswerAs = answer.SetResult,
        });

        await AnswerAsync(context, isGrpc ? procedure : null, await answer.Task.WaitAsync(context.RequestAborted));
    }

    private static async Task AnswerAsync(HttpContext context, string? procedure, JsonObject line)
    {
        if (line["delay_ms"] is not null)
            await UntilAbandonedAsync(context);
        else if (line["drop_connection"] is not null)
            context.Abort();
        else if (procedure is null)
        {
            context.Response.StatusCode = line["status"]!.GetValue<int>();
            if (line["location"] is { } location)
                context.Response.Headers.Location = location.GetValue<string>();
            await context.Response.WriteAsync(line["body_text"]?.GetValue<string>() ?? line["body"]!.ToJsonString(), context.RequestAborted);
        }
        else if (line["grpc_status"] is { } status)
            GrpcResponses.Fail(context, (GrpcStatusCode)status.GetValue<int>(), line["grpc_message"]!.GetValue<string>());
        else
            await GrpcResponses.WriteAsync(context, WireJson.AnswerOf(procedure, line), context.RequestAborted);
    }

    /// <summary>Recorded delays are longer than the caller's patience: what counts is that it gives up.</summary>
    private static async Task UntilAbandonedAsync(HttpContext context)
    {
        var abandoned = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(abandoned.SetResult);
        await abandoned.Task.Within("the caller gives up");
    }
}
