using System.Globalization;
using System.Text.Json;

namespace Loquat.Realtime.Tests.AspNetCore.ServerApi;

/// <summary>The channels and limits of a transcript's configuration file, as options.</summary>
internal static class GoldenConfiguration
{
    public static void Apply(JsonElement configuration, RealtimeOptions options)
    {
        if (configuration.TryGetProperty("client", out var client))
        {
            options.AllowAnonymousConnectWithoutToken = IsOn(client, "allow_anonymous_connect_without_token");
            options.Insecure = IsOn(client, "insecure");
            options.Tokens.HmacSecretKey = client.GetProperty("token").GetProperty("hmac_secret_key").GetString()!;
        }
        if (!configuration.TryGetProperty("channel", out var channel))
            return;

        if (channel.TryGetProperty("without_namespace", out var without))
            options.WithoutNamespace = ChannelOf(without);
        if (channel.TryGetProperty("namespaces", out var namespaces))
            options.Namespaces = namespaces.EnumerateArray().ToDictionary(ns => ns.GetProperty("name").GetString()!, ChannelOf);
    }

    private static bool IsOn(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.GetBoolean();

    private static ChannelOptions ChannelOf(JsonElement json)
    {
        var options = new ChannelOptions
        {
            PublicationFormat = PublicationFormat.NotEmpty,
            RecoveryMode = json.TryGetProperty("force_recovery_mode", out var mode) && mode.GetString() == "cache" ? RecoveryMode.Cache : RecoveryMode.Stream,
        };
        foreach (var setting in json.EnumerateObject())
        {
            // What the engine does not know yet is what the replayed transcripts do not need.
            if (typeof(ChannelOptions).GetProperty(NameOf(setting.Name)) is { } property && property.Name != nameof(ChannelOptions.PublicationFormat))
                property.SetValue(options, ValueOf(setting.Value, property.PropertyType));
        }
        return options;
    }

    private static string NameOf(string key) => string.Concat(key.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    private static object? ValueOf(JsonElement value, Type type) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
        JsonValueKind.Number => value.GetInt32(),
        JsonValueKind.String when type == typeof(string) => value.GetString(),
        JsonValueKind.String when value.GetString() is ['0', ..] => TimeSpan.Zero,
        JsonValueKind.String when value.GetString()!.EndsWith('s') =>
            TimeSpan.FromSeconds(int.Parse(value.GetString()![..^1], CultureInfo.InvariantCulture)),
        _ => throw new NotSupportedException($"{value}"),
    };
}
