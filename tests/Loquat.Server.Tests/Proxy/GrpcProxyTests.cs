using System.Net;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Wire = Loquat.Server.Proxy.Wire;

namespace Loquat.Server.Tests.Proxy;

/// <summary>What the real Centrifugo sent to its backend by gRPC, sent to ours byte for byte.</summary>
public sealed class GrpcProxyTests
{
    public static TheoryData<string> Transcripts => Transcript.With("grpc");

    [Theory]
    [MemberData(nameof(Transcripts))]
    public async Task A_recorded_question_gets_the_recorded_answer(string file)
    {
        var app = new RecordedApp();
        await using var server = await ProxyServer.StartAsync(app);

        foreach (var exchange in Transcript.Read(file))
        {
            var method = exchange.Got["got"]!.GetValue<string>();
            var recorded = exchange.Succeeded ? Decode(method, Convert.FromHexString(exchange.Answer["hex"]!.GetValue<string>())) : null;
            app.Answer = recorded;

            var question = GrpcAnswer.Prefixed(Convert.FromHexString(exchange.Got["hex"]!.GetValue<string>()));
            var contentType = exchange.Got["headers"]!["content-type"]!.GetValue<string>();
            var answer = await GrpcAnswer.CallAsync(server.Http2, method, new ByteArrayContent(question), exchange.Headers, contentType);

            Assert.Equal(HttpStatusCode.OK, answer.HttpStatus);
            Assert.Equal(AskedAs.Json(exchange.Got["message"]!.AsObject()).ToJsonString(), Ordered(AskedAs.Json(app.Asked!), exchange));
            Assert.Equal(exchange.Headers, AskedAs.Connection(app.Asked!).Request.Headers);
            if (recorded is null)
                Assert.Equal(("13", "Internal error."), (answer.Status, answer.Message));
            else
            {
                Assert.Equal("0", answer.Status);
                Assert.Equal(SaidInFull(recorded), Decode(method, answer.Payload));
            }
        }
    }

    private static string Ordered(JsonObject asked, Exchange exchange)
    {
        var order = AskedAs.Json(exchange.Got["message"]!.AsObject()).Select(field => field.Key).ToList();
        return new JsonObject(asked.DeepClone().AsObject().OrderBy(field => order.IndexOf(field.Key))
            .Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone()))).ToJsonString();
    }

    /// <summary>Fields that only a Centrifugo can use (meta, tags, skip_history) are not among ours and fall away.</summary>
    private static IMessage Decode(string method, byte[] bytes)
    {
        MessageParser parser = method switch
        {
            "Connect" => Wire.ConnectResponse.Parser,
            "Refresh" => Wire.RefreshResponse.Parser,
            "Subscribe" => Wire.SubscribeResponse.Parser,
            "Publish" => Wire.PublishResponse.Parser,
            "RPC" => Wire.RPCResponse.Parser,
            "SubRefresh" => Wire.SubRefreshResponse.Parser,
            _ => throw new NotSupportedException(method),
        };
        return parser.WithDiscardUnknownFields(true).ParseFrom(bytes);
    }

    /// <summary>Nothing at all means yes, or expired, to Centrifugo; we say so.</summary>
    private static IMessage SaidInFull(IMessage recorded) => recorded.CalculateSize() > 0 ? recorded : recorded switch
    {
        Wire.SubscribeResponse => new Wire.SubscribeResponse { Result = new() },
        Wire.PublishResponse => new Wire.PublishResponse { Result = new() },
        Wire.RPCResponse => new Wire.RPCResponse { Result = new() },
        Wire.RefreshResponse => new Wire.RefreshResponse { Result = new() { Expired = true } },
        Wire.SubRefreshResponse => new Wire.SubRefreshResponse { Result = new() { Expired = true } },
        _ => recorded,
    };
}
