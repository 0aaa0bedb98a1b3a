using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Loquat.Server.Centrifugo;
using Loquat.Testing;
using Wire = Loquat.Server.Proxy.Wire;

namespace Loquat.Server.Tests.Proxy;

/// <summary>What the real Centrifugo sent to its backend by HTTP, sent to ours.</summary>
public sealed class HttpProxyTests
{
    public static TheoryData<string> Transcripts => Transcript.With("http");

    [Theory]
    [MemberData(nameof(Transcripts))]
    public async Task A_recorded_question_gets_the_recorded_answer(string file)
    {
        var app = new RecordedApp();
        await using var server = await ProxyServer.StartAsync(app);

        foreach (var exchange in Transcript.Read(file))
        {
            var path = exchange.Got["got"]!.GetValue<string>()["POST ".Length..];
            app.Answer = exchange.Succeeded ? Decode(path, exchange.Answer["body"]!) : null;

            using var request = new HttpRequestMessage(HttpMethod.Post, $"/centrifugo{path}")
            {
                Content = new StringContent(exchange.Got["body"]!.ToJsonString(), Encoding.UTF8, "application/json"),
            };
            foreach (var (name, value) in exchange.Headers)
                request.Headers.TryAddWithoutValidation(name, value);
            using var answer = await server.Http1.SendAsync(request, TestContext.Current.CancellationToken).Within("an answer");

            var asked = AskedAs.Json(app.Asked!);
            Assert.True(JsonNode.DeepEquals(AskedAs.Json(exchange.Got["body"]!.AsObject()), asked), asked.ToJsonString());
            Assert.Equal(exchange.Headers, AskedAs.Connection(app.Asked!).Request.Headers);

            var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            if (exchange.Succeeded)
            {
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                Assert.True(JsonNode.DeepEquals(SaidInFull(path, exchange.Answer["body"]!), JsonNode.Parse(body)), body);
            }
            else
                Assert.Equal((HttpStatusCode.InternalServerError, ""), (answer.StatusCode, body));
        }
    }

    private static IMessage Decode(string path, JsonNode body)
    {
        var bytes = new System.Buffers.ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(body.ToJsonString()));
        return path switch
        {
            "/connect" => CentrifugoJson.Read<Wire.ConnectResponse>(bytes),
            "/refresh" => CentrifugoJson.Read<Wire.RefreshResponse>(bytes),
            "/subscribe" => CentrifugoJson.Read<Wire.SubscribeResponse>(bytes),
            "/publish" => CentrifugoJson.Read<Wire.PublishResponse>(bytes),
            "/rpc" => CentrifugoJson.Read<Wire.RPCResponse>(bytes),
            "/sub_refresh" => CentrifugoJson.Read<Wire.SubRefreshResponse>(bytes),
            _ => throw new NotSupportedException(path),
        };
    }

    private static JsonObject SaidInFull(string path, JsonNode recorded)
    {
        var said = recorded.DeepClone().AsObject();
        if (said.Count == 0 && path != "/connect")
            said["result"] = path is "/refresh" or "/sub_refresh" ? new JsonObject { ["expired"] = true } : new JsonObject();
        return said;
    }
}
