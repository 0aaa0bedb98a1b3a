using System.Net;
using System.Text;
using System.Threading.Channels;
using Loquat.Server.Grpc;
using Loquat.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Wire = Loquat.Server.Centrifugo.Wire;

namespace Loquat.Server.Tests.Centrifugo;

/// <param name="Key">The key as the caller showed it.</param>
/// <param name="Text">The request in JSON, or its Protobuf form written as JSON.</param>
internal sealed record ApiCall(string Path, string Key, string Text);

/// <summary>Stands where a Centrifugo's API would: notes the calls and answers as told.</summary>
internal sealed class CentrifugoStub : IAsyncDisposable
{
    public const string Ok = """{"result":{}}""";

    private readonly WebApplication _host;
    private readonly Channel<ApiCall> _calls = Channel.CreateUnbounded<ApiCall>();

    private CentrifugoStub(WebApplication host) => _host = host;

    /// <summary>What the next calls get: a status and a body. Empty for success.</summary>
    public Queue<(int Status, string Body)> Answers { get; } = new();

    /// <summary>Holds back every answer until completed.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public Uri Address => new(_host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public static async Task<CentrifugoStub> StartAsync(bool grpc)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, 0, listen => listen.Protocols = grpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(TimeProvider.System);
        var host = builder.Build();
        var stub = new CentrifugoStub(host);
        if (grpc)
            host.MapGrpcService("centrifugal.centrifugo.api.CentrifugoApi", 1 << 20, service => service
                .Unary<Wire.PublishRequest, Wire.PublishResponse>("Publish", stub.PublishAsync)
                .Unary<Wire.DisconnectRequest, Wire.DisconnectResponse>("Disconnect", stub.DisconnectAsync));
        else
            host.MapPost("/api/{method}", stub.PostAsync);
        await host.StartAsync(TestContext.Current.CancellationToken);
        return stub;
    }

    public Task<ApiCall> NextAsync() => _calls.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Within("a call of the API");

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private async Task PostAsync(HttpContext context)
    {
        using var body = new StreamReader(context.Request.Body, Encoding.UTF8);
        var (status, text) = await AnswerAsync(new(context.Request.Path, context.Request.Headers["X-API-Key"].ToString(), await body.ReadToEndAsync()));
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(text);
    }

    private async Task<Wire.PublishResponse> PublishAsync(Wire.PublishRequest request, UnaryCall call)
    {
        await AnswerGrpcAsync("/Publish", request.ToString(), call);
        return new() { Result = new() };
    }

    private async Task<Wire.DisconnectResponse> DisconnectAsync(Wire.DisconnectRequest request, UnaryCall call)
    {
        await AnswerGrpcAsync("/Disconnect", request.ToString(), call);
        return new() { Result = new() };
    }

    private async Task AnswerGrpcAsync(string path, string request, UnaryCall call)
    {
        var (status, message) = await AnswerAsync(new(path, call.Headers.Authorization.ToString(), request));
        if (status != 200)
            throw new GrpcException((GrpcStatusCode)status, message);
    }

    private async Task<(int Status, string Body)> AnswerAsync(ApiCall call)
    {
        _calls.Writer.TryWrite(call);
        await Gate;
        lock (Answers)
            return Answers.TryDequeue(out var answer) ? answer : (200, Ok);
    }
}
