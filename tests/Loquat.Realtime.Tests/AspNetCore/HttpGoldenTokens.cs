using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Loquat.Protocol;
using Loquat.Testing.Golden;

namespace Loquat.Realtime.Tests.AspNetCore;

/// <summary>
/// Lets the application say who bears a recorded token: these transcripts are about transports, and how tokens are verified is told elsewhere.
/// The token goes as connect data, and what is in it is in the transcript.
/// </summary>
internal sealed class GoldenTokens(GoldenTranscript transcript)
{
    public static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<string, JsonObject> _claims = transcript.Lines.Where(line => line.ContainsKey("jwt"))
        .DistinctBy(line => line["token"]!.GetValue<string>())
        .ToDictionary(line => line["token"]!.GetValue<string>(), line => line["jwt"]!["claims"]!.AsObject());

    public ValueTask<ConnectAnswer> AnswerAsync(ConnectEvent connect) =>
        new(connect.Request.Data.IsEmpty ? new ConnectAnswer.Unknown() : Judge(JsonSerializer.Deserialize<string>(connect.Request.Data.Span)!));

    /// <summary>The transcript with its tokens as connect data.</summary>
    public static string IntoData(string text) =>
        string.Join('\n', text.Split('\n').Select(line => line.Contains("\"jwt\":", StringComparison.Ordinal) ? line : IntoDataInLine(line)));

    private ConnectAnswer Judge(string token)
    {
        if (!_claims.TryGetValue(token, out var claims))
            return new ConnectAnswer.Closed(Disconnect.InvalidToken);
        if (claims.ContainsKey("exp"))
            return new ConnectAnswer.Refused(ProtocolError.TokenExpired);

        var channels = claims["channels"]?.AsArray().Select(channel => channel!.GetValue<string>()) ?? [];
        return new ConnectAnswer.Accepted(claims["sub"]!.GetValue<string>())
        {
            Info = claims["info"] is { } info ? Encoding.UTF8.GetBytes(info.ToJsonString()) : default,
            Subscriptions = channels.ToDictionary(channel => channel, _ => SubscribeOptions.Default),
        };
    }

    private static string IntoDataInLine(string line)
    {
        var node = JsonNode.Parse(line)!.AsObject();
        if (node["body_hex"] is null || node["body"]?["connect"]?["token"] is not { } token)
            return line.Replace("\\\"token\\\":", "\\\"data\\\":", StringComparison.Ordinal).Replace("%22token%22", "%22data%22", StringComparison.Ordinal);

        var message = new ArrayBufferWriter<byte>();
        var data = JsonSerializer.SerializeToUtf8Bytes(token.GetValue<string>());
        ProtocolCodec.Protobuf.WriteCommand(message, new Command.Connect(1, new ConnectRequest { Data = data }));
        node["body_hex"] = Convert.ToHexStringLower(message.WrittenSpan);
        return node.ToJsonString(Plain);
    }
}
