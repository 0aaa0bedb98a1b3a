using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Loquat.Protocol;
using Loquat.Testing.Golden;

namespace Loquat.Realtime.Tests.AspNetCore.ServerApi;

/// <summary>
/// Believes what a client says in its connect data. Transcripts about the API say in tokens who their clients are; what is in the tokens is
/// put there instead, so that nothing here depends on how tokens are checked.
/// </summary>
internal sealed class KnownUsers : IRealtimeApp
{
    public ValueTask<ConnectAnswer> ConnectAsync(ConnectEvent connect, CancellationToken cancellationToken)
    {
        if (connect.Request.Data.IsEmpty)
            return new(new ConnectAnswer.Unknown());

        using var claims = JsonDocument.Parse(connect.Request.Data);
        return new(new ConnectAnswer.Accepted(claims.RootElement.GetProperty("sub").GetString()!)
        {
            Info = claims.RootElement.TryGetProperty("info", out var info) ? Encoding.UTF8.GetBytes(info.GetRawText()) : default,
        });
    }

    /// <summary>The transcript with its tokens' claims as connect data.</summary>
    public static GoldenTranscript Introduce(GoldenTranscript transcript) => transcript with { Lines = [.. transcript.Lines.Select(Introduce)] };

    private static JsonObject Introduce(JsonObject line)
    {
        var isHex = line.ContainsKey("send_hex");
        if (line["send"] is not { } sent || !sent.ToJsonString().Contains("token", StringComparison.Ordinal))
            return line;

        var codec = isHex ? ProtocolCodec.Protobuf : ProtocolCodec.Json;
        ReadOnlyMemory<byte> bytes = isHex
            ? Convert.FromHexString(line["send_hex"]!.GetValue<string>())
            : Encoding.UTF8.GetBytes(sent.GetValue<string>());
        Assert.True(codec.TryReadCommand(ref bytes, out var command));
        var connect = Assert.IsType<Command.Connect>(command);

        var output = new ArrayBufferWriter<byte>();
        var claims = Base64Url.DecodeFromChars(connect.Request.Token.Split('.')[1]);
        codec.WriteCommand(output, connect with { Request = connect.Request with { Token = "", Data = claims } });
        var introduced = line.DeepClone().AsObject();
        if (isHex)
            introduced["send_hex"] = Convert.ToHexStringLower(output.WrittenSpan);
        else
            introduced["send"] = Encoding.UTF8.GetString(output.WrittenSpan);
        return introduced;
    }

    public ValueTask<SubscribeAnswer> SubscribeAsync(SubscribeEvent subscribe, CancellationToken cancellationToken) => new(new SubscribeAnswer.Unknown());

    public ValueTask<PublishAnswer> PublishAsync(PublishEvent publish, CancellationToken cancellationToken) => new(new PublishAnswer.Unknown());

    public ValueTask<RpcAnswer> RpcAsync(RpcEvent rpc, CancellationToken cancellationToken) => new(new RpcAnswer.Refused(ProtocolError.MethodNotFound));

    public ValueTask UnsubscribedAsync(IConnection connection, string channel) => ValueTask.CompletedTask;

    public ValueTask DisconnectedAsync(IConnection connection, Disconnect disconnect) => ValueTask.CompletedTask;
}
