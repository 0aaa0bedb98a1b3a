using System.Text.Json;
using Loquat.Server.EngineMode;

namespace Loquat.Server.Tests.EngineMode;

public class SettingsEnvironmentTests
{
    public static TheoryData<string> ProfileNames => [.. Profiles.Environments.Keys];

    [Theory]
    [MemberData(nameof(ProfileNames))]
    public void A_profile_means_the_same_as_a_file_and_as_variables(string name)
    {
        var fromFile = SettingsReader.Read(Profiles.File(name), new Dictionary<string, string>());
        var fromEnvironment = SettingsReader.Parse("{}", "", Profiles.Variables(Profiles.Environments[name]));

        Assert.Empty(string.Join('\n', (string[])[.. fromFile.Problems, .. fromFile.Warnings, .. fromEnvironment.Problems, .. fromEnvironment.Warnings]));
        Assert.Equal(JsonSerializer.Serialize(fromFile.Settings), JsonSerializer.Serialize(fromEnvironment.Settings));
        Assert.NotEqual(JsonSerializer.Serialize(new EngineSettings()), JsonSerializer.Serialize(fromFile.Settings));
    }

    [Fact]
    public void The_environment_counts_more_than_the_file()
    {
        var settings = Read(
            """{"client": {"ping_interval": "40s", "channel_limit": 5}, "channel": {"namespaces": [{"name": "chat", "presence": true, "history_size": 1, "history_ttl": "1m"}]}}""",
            ("CLIENT_PING_INTERVAL", "30s"), ("CHANNEL_NAMESPACES_CHAT_HISTORY_SIZE", "9"), ("CLIENT_CHANNEL_LIMIT", "")).Settings;

        Assert.Equal(TimeSpan.FromSeconds(30), settings.Client.PingInterval);
        Assert.Equal(5, settings.Client.ChannelLimit);
        var chat = Assert.Single(settings.Channel.Namespaces);
        Assert.Equal((true, 9, TimeSpan.FromMinutes(1)), (chat.Presence, chat.HistorySize, chat.HistoryTtl));
    }

    [Fact]
    public void Named_namespaces_join_those_of_the_file()
    {
        var settings = Read("""{"channel": {"namespaces": [{"name": "chat", "presence": true}]}}""", ("CHANNEL_NAMESPACES", "news chat"), ("CHANNEL_NAMESPACES_NEWS_JOIN_LEAVE", "true")).Settings;

        Assert.Equal([("chat", true, false), ("news", false, true)], settings.Channel.Namespaces.Select(space => (space.Name, space.Presence, space.JoinLeave)));
    }

    [Fact]
    public void A_name_is_written_with_underscores_in_variables() =>
        Assert.True(Read("{}", ("CHANNEL_NAMESPACES", "my-name.space"), ("CHANNEL_NAMESPACES_MY_NAME_SPACE_PRESENCE", "true")).Settings.Channel.Namespaces[0].Presence);

    [Fact]
    public void Lists_are_separated_by_spaces_and_maps_by_commas()
    {
        var settings = Read(
            "{}", ("CLIENT_ALLOWED_ORIGINS", "https://a.example https://b.example"), ("RPC_PROXY_HTTP_STATIC_HEADERS", "X-A:1,X-B:2"),
            ("CLIENT_PROXY_CONNECT_GRPC_STATIC_METADATA", """{"k": "v"}""")).Settings;

        Assert.Equal(["https://a.example", "https://b.example"], settings.Client.AllowedOrigins);
        Assert.Equal("2", settings.Rpc.Proxy.Http.StaticHeaders["X-B"]);
        Assert.Equal("v", settings.Client.Proxy.Connect.Grpc.StaticMetadata["k"]);
    }

    [Theory]
    [InlineData("CLIENT_PING_INTERVAL", "soon", "client.ping_interval (CENTRIFUGO_CLIENT_PING_INTERVAL) must be a duration like \"300s\" or \"1m30s\".")]
    [InlineData("CLIENT_INSECURE", "yes", "client.insecure (CENTRIFUGO_CLIENT_INSECURE) must be true or false.")]
    [InlineData("CLIENT_CHANNEL_LIMIT", "1e3", "client.channel_limit (CENTRIFUGO_CLIENT_CHANNEL_LIMIT) must be a whole number.")]
    [InlineData("CHANNEL_NAMESPACES", "[{]", "channel.namespaces (CENTRIFUGO_CHANNEL_NAMESPACES) must be a list in JSON.")]
    [InlineData("UNI_SSE_CONNECT_CODE_TO_HTTP_RESPONSE_TRANSFORMS", "3500", "uni_sse.connect_code_to_http_response.transforms (CENTRIFUGO_UNI_SSE_CONNECT_CODE_TO_HTTP_RESPONSE_TRANSFORMS) must be a list in JSON.")]
    [InlineData("HTTP_SERVER_TLS_ENABLED", "true", "CENTRIFUGO_HTTP_SERVER_TLS_ENABLED is known to Centrifugo, not supported here: clients would be served in the clear. Put a TLS proxy in front, or listen with --urls https://.")]
    public void A_wrong_value_stops_the_start(string name, string value, string expected) => Assert.Equal([expected], Read("{}", (name, value)).Problems);

    [Theory]
    [InlineData("CLIENT_INSECUR", "true", "CENTRIFUGO_CLIENT_INSECUR belongs to no key of Centrifugo. Did you mean CENTRIFUGO_CLIENT_INSECURE?")]
    [InlineData("CLEINT_INSECURE", "true", "CENTRIFUGO_CLEINT_INSECURE belongs to no key of Centrifugo. Did you mean CENTRIFUGO_CLIENT_INSECURE?")]
    [InlineData("PROXYS", "true", "CENTRIFUGO_PROXYS belongs to no key of Centrifugo. Did you mean CENTRIFUGO_PROXIES?")]
    [InlineData("BROKER_REDIS_ADDRESS", "x", "CENTRIFUGO_BROKER_REDIS_ADDRESS is known to Centrifugo, not supported here: one node serves everything, in its own memory.")]
    [InlineData("CHANNEL_WITHOUT_NAMESPACE_MAP_MODE", "ephemeral", "CENTRIFUGO_CHANNEL_WITHOUT_NAMESPACE_MAP_MODE is known to Centrifugo, not supported here: there are no map subscriptions.")]
    public void A_variable_that_has_no_effect_is_named(string name, string value, string expected)
    {
        var reading = Read("{}", (name, value));

        Assert.Equal([expected], reading.Warnings);
        Assert.Empty(reading.Problems);
    }

    [Fact]
    public void What_a_named_namespace_cannot_have_here_is_named()
    {
        var reading = Read("{}", ("CHANNEL_NAMESPACES", "board"), ("CHANNEL_NAMESPACES_BOARD_SUBSCRIPTION_TYPE", "map"), ("CHANNEL_NAMESPACES_BOARD_PRESENSE", "true"));

        Assert.Equal(
            [
                "CENTRIFUGO_CHANNEL_NAMESPACES_BOARD_PRESENSE belongs to no key of Centrifugo. Did you mean CENTRIFUGO_CHANNEL_NAMESPACES_BOARD_PRESENCE?",
                "CENTRIFUGO_CHANNEL_NAMESPACES_BOARD_SUBSCRIPTION_TYPE is known to Centrifugo, not supported here: all subscriptions are streams.",
            ],
            reading.Warnings);
    }

    [Theory]
    [InlineData("PORT", "tcp://10.0.0.1:8000")]
    [InlineData("SERVICE_HOST", "10.0.0.1")]
    [InlineData("INTERNAL_PORT_9000_TCP_ADDR", "10.0.0.1")]
    [InlineData("VAR_SECRET", "x")]
    public void What_others_put_into_the_environment_needs_no_word(string name, string value)
    {
        var reading = Read("{}", (name, value));

        Assert.Empty(string.Join('\n', (string[])[.. reading.Warnings, .. reading.Problems]));
    }

    private static SettingsReading Read(string json, params (string Name, string Value)[] variables) =>
        SettingsReader.Parse(json, "the file", variables.ToDictionary(variable => "CENTRIFUGO_" + variable.Name, variable => variable.Value));
}
