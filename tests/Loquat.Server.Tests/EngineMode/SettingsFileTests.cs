using Loquat.Server.EngineMode;

namespace Loquat.Server.Tests.EngineMode;

public class SettingsFileTests
{
    private static readonly Dictionary<string, string> NoEnvironment = [];

    public static TheoryData<string> GoldenFiles =>
        [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "golden", "config"), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order()];

    [Theory]
    [MemberData(nameof(GoldenFiles))]
    public void What_the_real_server_ran_with_is_accepted(string name)
    {
        var reading = SettingsReader.Read(Path.Combine(AppContext.BaseDirectory, "golden", "config", name + ".json"), NoEnvironment);

        Assert.Empty(reading.Problems);
        // The two files for v4 have that version's names, which are told and not followed.
        if (name.StartsWith("tutorial-v4", StringComparison.Ordinal))
            Assert.NotEmpty(reading.Warnings);
        else
            Assert.All(reading.Warnings, warning => Assert.Contains(" has no effect yet: ", warning, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"client": {"insecure_skip_token_signature_verify": true}}""", "client.insecure_skip_token_signature_verify has no effect yet: signatures are always checked.")]
    [InlineData("""{"uni_websocket": {"compression_level": 2}}""", "uni_websocket.compression_level has no effect yet: what websocket says holds for all WebSockets.")]
    [InlineData("""{"uni_grpc": {"enabled": true}}""", "uni_grpc.enabled has no effect yet: there is no unidirectional gRPC.")]
    [InlineData("""{"uni_sse": {"connect_code_to_http_response": {"transforms": [{"code": 3500}]}}}""", "uni_sse.connect_code_to_http_response.transforms has no effect yet: connections that are refused are told so in the stream.")]
    [InlineData("""{"channel": {"proxy": {"subscribe_stream": {"endpoint": "grpc://b:1"}}, "without_namespace": {"subscribe_stream_proxy_enabled": true}}}""", "channel.without_namespace.subscribe_stream_proxy has no effect yet: backends stream no subscriptions, and none is let in this way.")]
    public void A_key_that_is_read_and_not_followed_is_named(string json, string expected) => Assert.Equal([expected], Read(json).Warnings);

    [Fact]
    public void A_key_that_has_no_effect_may_stand_there_as_it_is_by_itself() =>
        Assert.Empty(Read("""{"websocket": {"handler_prefix": "/connection/websocket"}, "admin": {"enabled": false}}""").Warnings);

    [Fact]
    public void Every_key_without_effect_is_a_key()
    {
        var keys = SettingShape.Keys(typeof(EngineSettings)).Select(key => key.Path).ToList();

        Assert.DoesNotContain(UnheededKeys.All, entry => !keys.Exists(key => key.StartsWith(entry.Path, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_golden_file_was_looked_at() => Assert.Equal(24, GoldenFiles.Count);

    [Fact]
    public void A_file_sets_what_it_names_and_nothing_else()
    {
        var settings = Read("""{"client": {"ping_interval": "1m30s"}, "proxies": [{"name": "auth", "endpoint": "grpc://backend:9", "http": {"static_headers": {"X-A": "b"}}}]}""").Settings;

        Assert.Equal(TimeSpan.FromSeconds(90), settings.Client.PingInterval);
        Assert.Equal(TimeSpan.FromSeconds(8), settings.Client.PongTimeout);
        var proxy = Assert.Single(settings.Proxies);
        Assert.Equal(("auth", "grpc://backend:9", "b"), (proxy.Name, proxy.Endpoint, proxy.Http.StaticHeaders["X-A"]));
    }

    [Theory]
    [InlineData("""{"client": {"pingg_interval": "3s"}}""", "client.pingg_interval is not a key of Centrifugo. Did you mean client.ping_interval?")]
    [InlineData("""{"chanel": {}}""", "chanel is not a key of Centrifugo. Did you mean channel?")]
    [InlineData("""{"channel": {"namespaces": [{"name": "ab", "presense": true}]}}""", "channel.namespaces[0].presense is not a key of Centrifugo. Did you mean channel.namespaces[].presence?")]
    [InlineData("""{"allowed_origins": ["*"]}""", "allowed_origins is not a key of Centrifugo. Did you mean client.allowed_origins?")]
    [InlineData("""{"api_key": "x"}""", "api_key is not a key of Centrifugo. Did you mean http_api.key?")]
    [InlineData("""{"proxy_rpc_endpoint": "x"}""", "proxy_rpc_endpoint is not a key of Centrifugo. Did you mean rpc.proxy.endpoint?")]
    [InlineData("""{"quite_another_thing": 1}""", "quite_another_thing is not a key of Centrifugo.")]
    [InlineData("""{"engine": {"type": "redis"}}""", "engine is known to Centrifugo, not supported here: one node serves everything, in its own memory.")]
    [InlineData("""{"consumers": [{"name": "pg"}]}""", "consumers is known to Centrifugo, not supported here: publish through the server API instead.")]
    [InlineData("""{"channel": {"namespaces": [{"name": "ab", "subscription_type": "map"}]}}""", "channel.namespaces[0].subscription_type is known to Centrifugo, not supported here: all subscriptions are streams.")]
    [InlineData("""{"channel": {"without_namespace": {"map": {"mode": "ephemeral"}}}}""", "channel.without_namespace.map is known to Centrifugo, not supported here: there are no map subscriptions.")]
    public void A_key_that_has_no_effect_is_named(string json, string expected)
    {
        var reading = Read(json);

        Assert.Equal([expected], reading.Warnings);
        Assert.Empty(reading.Problems);
    }

    [Theory]
    [InlineData("""{"engine": {"type": "memory"}}""")]
    [InlineData("""{"usage_stats": {"disabled": true}}""")]
    [InlineData("""{"http_server": {"tls": {"enabled": false}}}""")]
    [InlineData("""{"broker": {"enabled": false, "type": "redis"}, "CLIENT": {"Insecure": "true", "allowed_origins": "*"}, "sse": null}""")]
    public void What_asks_for_nothing_special_needs_no_word(string json)
    {
        var reading = Read(json);

        Assert.Empty(reading.Warnings);
        Assert.Empty(reading.Problems);
    }

    [Theory]
    [InlineData("""{"client": {"ping_interval": 25}}""", "client.ping_interval must be a duration like \"300s\" or \"1m30s\".")]
    [InlineData("""{"client": {"ping_interval": "25"}}""", "client.ping_interval must be a duration like \"300s\" or \"1m30s\".")]
    [InlineData("""{"client": {"channel_limit": "many"}}""", "client.channel_limit must be a whole number.")]
    [InlineData("""{"client": {"channel_limit": 1.5}}""", "client.channel_limit must be a whole number.")]
    [InlineData("""{"client": {"insecure": "yes"}}""", "client.insecure must be true or false.")]
    [InlineData("""{"client": {"token": {"hmac_secret_key": true}}}""", "client.token.hmac_secret_key must be text.")]
    [InlineData("""{"client": {"allowed_origins": [1]}}""", "client.allowed_origins must be a list of texts.")]
    [InlineData("""{"client": []}""", "client must be an object.")]
    [InlineData("""{"channel": {"namespaces": {}}}""", "channel.namespaces must be a list.")]
    [InlineData("""{"channel": {"namespaces": ["chat"]}}""", "channel.namespaces[0] must be an object.")]
    [InlineData("""{"channel": {"namespaces": [{"name": "ab"}, {"name": "cd", "history_size": "x"}]}}""", "channel.namespaces[1].history_size must be a whole number.")]
    [InlineData("""{"rpc": {"proxy": {"http": {"static_headers": {"a": 1}}}}}""", "rpc.proxy.http.static_headers must be an object of texts.")]
    [InlineData("[]", "the file must hold one JSON object.")]
    public void A_wrong_type_stops_the_start(string json, string expected) => Assert.Equal([expected], Read(json).Problems);

    [Theory]
    [InlineData("""{"client": {"ping_interval": "0s"}}""", "client.ping_interval must be between 1s and 24h, in whole seconds.")]
    [InlineData("""{"client": {"ping_interval": "1500ms"}}""", "client.ping_interval must be between 1s and 24h, in whole seconds.")]
    [InlineData("""{"client": {"channel_limit": 0}}""", "client.channel_limit must be between 1 and 65536.")]
    [InlineData("""{"http_server": {"port": 65536}}""", "http_server.port must be between 0 and 65535.")]
    [InlineData("""{"log": {"level": "loud"}}""", "log.level must be one of \"trace\", \"debug\", \"info\", \"warn\", \"error\", \"fatal\", \"none\".")]
    [InlineData("""{"channel": {"private_prefix": "!"}}""", "channel.private_prefix can only be \"$\".")]
    [InlineData("""{"health": {"handler_prefix": "health"}}""", "health.handler_prefix must begin with / and hold letters, digits, and - _ . / only.")]
    [InlineData("""{"rpc": {"proxy": {"endpoint": "backend:80"}}}""", "rpc.proxy.endpoint must be an address like http://127.0.0.1:3000/connect or grpc://127.0.0.1:10001.")]
    [InlineData("""{"channel": {"namespaces": [{"name": "ab", "channel_regex": "("}]}}""", "channel.namespaces[ab].channel_regex must be a regular expression without look-around and back-references.")]
    [InlineData("""{"channel": {"namespaces": [{"name": "ab", "allowed_delta_types": ["fossil", "x"]}]}}""", "channel.namespaces[ab].allowed_delta_types can only be \"fossil\".")]
    public void A_value_out_of_its_range_stops_the_start(string json, string expected) => Assert.Equal([expected], Read(json).Problems);

    [Theory]
    [InlineData("""{"client": {"ping_interval": "5s"}}""", "client.pong_timeout must be shorter than client.ping_interval.")]
    [InlineData("""{"channel": {"namespaces": [{"name": "ab"}, {"name": "ab"}]}}""", "channel.namespaces: the name ab is there more than once.")]
    [InlineData("""{"channel": {"namespaces": [{"name": "a"}]}}""", "channel.namespaces: \"a\" must be two or more of the characters a-z A-Z 0-9 - _ . to be a name.")]
    [InlineData("""{"channel": {"without_namespace": {"history_size": 1}}}""", "channel.without_namespace: history_size and history_ttl are needed together.")]
    [InlineData("""{"channel": {"without_namespace": {"force_recovery": true}}}""", "channel.without_namespace.force_recovery needs history_size and history_ttl.")]
    [InlineData("""{"channel": {"without_namespace": {"history_size": 1, "history_ttl": "1h", "history_meta_ttl": "1m"}}}""", "channel.without_namespace.history_ttl must not be longer than the history_meta_ttl of 1m.")]
    [InlineData("""{"channel": {"without_namespace": {"auto_cache_recover": true}}}""", "channel.without_namespace.auto_cache_recover needs force_recovery and the force_recovery_mode \"cache\".")]
    [InlineData("""{"client": {"subscribe_to_user_personal_channel": {"enabled": true, "personal_channel_namespace": "me"}}}""", "client.subscribe_to_user_personal_channel.personal_channel_namespace: there is no namespace me.")]
    [InlineData("""{"client": {"subscribe_to_user_personal_channel": {"enabled": true, "single_connection": true}}}""", "client.subscribe_to_user_personal_channel.single_connection needs presence in the namespace of the personal channels.")]
    [InlineData("""{"client": {"proxy": {"connect": {"enabled": true}}}}""", "client.proxy.connect needs client.proxy.connect.endpoint.")]
    [InlineData("""{"channel": {"without_namespace": {"publish_proxy_enabled": true, "publish_proxy_name": "nobody"}}}""", "channel.without_namespace.publish_proxy_name: there is no proxy nobody.")]
    [InlineData("""{"rpc": {"namespaces": [{"name": "thread", "proxy_enabled": true}]}}""", "rpc.namespaces[thread].proxy needs rpc.proxy.endpoint.")]
    [InlineData("""{"client": {"token": {"audience": "a", "audience_regex": "b"}}}""", "client.token.audience_regex cannot be used together with client.token.audience.")]
    [InlineData("""{"http_server": {"internal_port": 8000}}""", "http_server.internal_port must be another one than http_server.port.")]
    [InlineData("""{"http_server": {"tls": {"enabled": true}}}""", "http_server.tls is known to Centrifugo, not supported here: clients would be served in the clear. Put a TLS proxy in front, or listen with --urls https://.")]
    public void Keys_that_contradict_each_other_stop_the_start(string json, string expected) => Assert.Equal([expected], Read(json).Problems);

    [Theory]
    [InlineData("{", "the file is not valid JSON")]
    [InlineData("""{"client": {}, "client": {}}""", "the file is not valid JSON")]
    public void A_file_that_is_no_JSON_stops_the_start(string json, string expected) =>
        Assert.StartsWith(expected, Assert.Single(Read(json).Problems), StringComparison.Ordinal);

    [Fact]
    public void Every_mistake_is_told_at_once()
    {
        var reading = Read("""{"client": {"ping_interval": 1, "insecure": 3}, "sse": 1}""");

        Assert.Equal(3, reading.Problems.Count);
    }

    [Fact]
    public void No_message_shows_a_value() =>
        Assert.DoesNotContain("hunter2", string.Concat(Read("""{"client": {"token": {"hmac_secret_key": ["hunter2"]}}, "tokn": "hunter2"}""") is var reading ? [.. reading.Problems, .. reading.Warnings] : new List<string>()), StringComparison.Ordinal);

    [Fact]
    public void Every_key_has_a_line_that_explains_it()
    {
        var silent = SettingShape.Keys(typeof(EngineSettings)).Where(key => key.Summary.Length == 0).Select(key => key.Path);

        Assert.Empty(silent);
        Assert.Contains("| `client.ping_interval` | `25s` | Time between two pings", SettingsDoc.Write(), StringComparison.Ordinal);
    }

    private static SettingsReading Read(string json) => SettingsReader.Parse(json, "the file", NoEnvironment);
}
