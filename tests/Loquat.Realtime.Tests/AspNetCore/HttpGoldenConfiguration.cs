using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Loquat.Realtime.AspNetCore;

namespace Loquat.Realtime.Tests.AspNetCore;

/// <summary>The configuration that a transcript was recorded with, as far as these tests need it.</summary>
internal sealed class GoldenConfiguration(JsonElement root)
{
    private static readonly JsonSerializerOptions Names = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Converters = { new SecondsConverter() } };

    public void Apply(RealtimeOptions options)
    {
        var client = root.GetProperty("client");
        options.Tokens.HmacSecretKey = client.GetProperty("token").GetProperty("hmac_secret_key").GetString()!;
        if (client.TryGetProperty("ping_interval", out var ping))
            options.PingInterval = Seconds(ping.GetString()!);
        if (client.TryGetProperty("pong_timeout", out var pong))
            options.PongTimeout = Seconds(pong.GetString()!);
        if (!root.TryGetProperty("channel", out var channel))
            return;

        options.WithoutNamespace = ChannelOf(channel.GetProperty("without_namespace"));
        options.Namespaces.Clear();
        if (channel.TryGetProperty("namespaces", out var namespaces))
        {
            foreach (var ns in namespaces.EnumerateArray())
                options.Namespaces.Add(ns.GetProperty("name").GetString()!, ChannelOf(ns));
        }
    }

    public void Apply(RealtimeHttpOptions options)
    {
        if (root.GetProperty("client").TryGetProperty("allowed_origins", out var origins))
        {
            foreach (var origin in origins.EnumerateArray())
                options.AllowedOrigins.Add(origin.GetString()!);
        }

        options.HttpStream.Enabled = IsEnabled("http_stream");
        options.Sse.Enabled = IsEnabled("sse");
        options.Init.Enabled = IsEnabled("init");
        options.UniWebSocket.Enabled = IsEnabled("uni_websocket");
        options.UniSse.Enabled = IsEnabled("uni_sse");
        options.UniHttpStream.Enabled = IsEnabled("uni_http_stream");
    }

    private static ChannelOptions ChannelOf(JsonElement json)
    {
        var options = json.Deserialize<ChannelOptions>(Names)!;
        if (json.TryGetProperty("force_recovery_mode", out var mode) && mode.GetString() == "cache")
            options.RecoveryMode = RecoveryMode.Cache;
        return options;
    }

    private bool IsEnabled(string section) => root.TryGetProperty(section, out var options) && options.GetProperty("enabled").GetBoolean();

    private static TimeSpan Seconds(string text) => TimeSpan.FromSeconds(double.Parse(text.TrimEnd('s'), CultureInfo.InvariantCulture));

    private sealed class SecondsConverter : JsonConverter<TimeSpan>
    {
        public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Seconds(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => throw new NotSupportedException();
    }
}
