using System.Reflection;
using System.Text.Json;
using Loquat.Realtime;
using Loquat.Realtime.AspNetCore;
using Loquat.Server.EngineMode;
using Loquat.Server.GrpcApi;

namespace Loquat.Server.Tests.EngineMode;

public class EngineMappingTests
{
    /// <summary>What the engine has and Centrifugo's configuration does not.</summary>
    private static readonly string[] OurOwn =
    [
        nameof(RealtimeOptions.ServerVersion), nameof(RealtimeOptions.BanLimit), nameof(RealtimeOptions.LastSeenLimit), nameof(RealtimeOptions.UserConnectionLimitIsFinal),
    ];

    [Fact]
    public void Every_option_of_the_engine_can_be_reached()
    {
        var settings = Read("""
            {"client": {"ping_interval": "30s", "pong_timeout": "9s", "stale_close_delay": "11s", "expired_close_delay": "12s", "expired_sub_close_delay": "13s",
              "channel_position_check_delay": "14s", "queue_max_size": 5000, "channel_limit": 3, "history_max_publication_limit": 4, "recovery_max_publication_limit": 5,
              "connection_limit": 6, "user_connection_limit": 7, "connection_rate_limit": 8, "presence_update_interval": "15s",
              "rate_limit": {"disconnect_after": 9, "client_command": {"enabled": true, "total": {"enabled": true, "buckets": [{"rate": 10}]}},
                "user_command": {"enabled": true, "publish": {"enabled": true, "buckets": [{"rate": 11}]}}}, "allow_anonymous_connect_without_token": true, "insecure": true, "concurrency": 2,
              "disallow_anonymous_connection_tokens": true, "user_id_http_header": "X-User", "connect_include_server_time": true,
              "token": {"hmac_secret_key": "a"}, "subscription_token": {"enabled": true, "hmac_secret_key": "b"},
              "proxy": {"refresh": {"enabled": true, "endpoint": "http://b/", "emulated_headers": ["X-Emulated"]}},
              "subscribe_to_user_personal_channel": {"enabled": true, "personal_channel_namespace": "chat"}},
             "rpc": {"ping": {"enabled": true}},
             "channel": {"max_length": 8, "history_meta_ttl": "100h", "without_namespace": {"presence": true}, "namespaces": [{"name": "chat", "join_leave": true}]}}
            """);
        var options = new RealtimeOptions();
        EngineMapping.Apply(settings, options);

        Assert.Empty(Unchanged(options, new RealtimeOptions()).Except(OurOwn));
        Assert.Equal((TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(9), 4, 5), (options.PingInterval, options.PongTimeout, options.HistoryLimit, options.RecoveryLimit));
        Assert.Equal(("a", "b", "chat", "ping"), (options.Tokens.HmacSecretKey, options.SubscriptionTokens?.HmacSecretKey, options.PersonalChannel.Namespace, options.PingMethod));
        Assert.Equal(["X-Emulated"], options.KeptEmulatedHeaders);
        Assert.True(options.WithoutNamespace.Presence);
        Assert.True(options.Namespaces["chat"].JoinLeave);
        Assert.True(new RealtimeOptionsValidator().Validate(null, options).Succeeded);
    }

    [Fact]
    public void Every_option_of_a_channel_can_be_reached()
    {
        var rules = new Dictionary<string, object>();
        foreach (var member in SettingShape.Of(typeof(NamespaceSettings)).Members.OfType<SettingMember.Value>())
        {
            if (member.Property.PropertyType == typeof(bool) && !member.Name.Contains("proxy", StringComparison.Ordinal))
                rules[member.Name] = true;
        }
        rules["name"] = "full";
        rules["sub_refresh_proxy_enabled"] = true;
        rules["history_size"] = 3;
        rules["history_ttl"] = rules["history_meta_ttl"] = "5s";
        rules["channel_regex"] = "^a";
        rules["publication_data_format"] = "binary";
        rules["force_recovery_mode"] = "cache";
        rules["allowed_delta_types"] = new[] { "fossil" };

        var options = new RealtimeOptions();
        EngineMapping.Apply(Read(JsonSerializer.Serialize(
            new { channel = new { namespaces = new[] { rules }, proxy = new { sub_refresh = new { endpoint = "http://b/" } } } })), options);

        Assert.Empty(Unchanged(options.Namespaces["full"], new ChannelOptions()));
    }

    [Fact]
    public void A_key_of_all_channels_holds_where_a_namespace_says_nothing()
    {
        var options = new RealtimeOptions();
        EngineMapping.Apply(Read("""{"channel": {"publication_data_format": "json_object", "namespaces": [{"name": "raw", "publication_data_format": "binary"}]}}"""), options);

        Assert.Equal((PublicationFormat.JsonObject, PublicationFormat.Binary), (options.WithoutNamespace.PublicationFormat, options.Namespaces["raw"].PublicationFormat));
    }

    [Fact]
    public void Headers_that_backends_are_told_of_are_kept()
    {
        var http = new RealtimeHttpOptions();
        EngineMapping.Apply(
            Read("""
                {"client": {"allowed_origins": ["https://a.example"], "user_id_http_header": "X-User", "proxy": {"connect": {"enabled": true, "endpoint": "http://b/", "http_headers": ["Cookie"]}}},
                 "rpc": {"proxy": {"endpoint": "http://b/", "http_headers": ["cookie", "X-Trace"]}, "without_namespace": {"proxy_enabled": true}},
                 "channel": {"proxy": {"publish": {"http_headers": ["X-Unused"]}}}, "websocket": {"message_size_limit": 2048}, "shutdown": {"timeout": "3s"}}
                """),
            http);

        Assert.Equal(["https://a.example"], http.AllowedOrigins);
        Assert.Equal(["Cookie", "X-Trace", "X-User"], http.KeptHeaders);
        Assert.Equal((2048, TimeSpan.FromSeconds(1)), (http.MaxMessageSize, http.ShutdownSpread));
    }

    [Fact]
    public void Commands_without_limits_of_their_own_have_the_default_ones_where_limits_are_switched_on()
    {
        var options = new RealtimeOptions();
        EngineMapping.Apply(
            Read("""
                {"client": {"rate_limit": {"client_command": {"enabled": true, "default": {"enabled": true, "buckets": [{"interval": "2s", "rate": 20}]},
                   "total": {"buckets": [{"rate": 1}]}, "publish": {"enabled": true, "buckets": [{"rate": 3}, {"interval": "1m", "rate": 30}]},
                   "rpc": {"enabled": true, "buckets": [{"rate": 4}], "method_override": [{"method": "slow", "rate_limit": {"enabled": true, "buckets": [{"interval": "9s"}]}}]}},
                 "user_command": {"total": {"enabled": true, "buckets": [{"rate": 1}]}}}}}
                """),
            options);
        var rates = options.ConnectionRates;

        Assert.Equal([new RateLimit { Count = 20, Interval = TimeSpan.FromSeconds(2) }], rates.ByCommand[CommandKind.History]);
        Assert.Equal([new RateLimit { Count = 3 }, new RateLimit { Count = 30, Interval = TimeSpan.FromMinutes(1) }], rates.ByCommand[CommandKind.Publish]);
        Assert.Equal([new RateLimit { Count = 4 }], rates.ByCommand[CommandKind.Rpc]);
        Assert.Equal([new RateLimit { Interval = TimeSpan.FromSeconds(9) }], rates.ByMethod["slow"]);
        Assert.Empty(rates.Total);
        Assert.Empty(options.UserRates.Total);
    }

    [Fact]
    public void The_engine_has_the_sockets_first_unless_it_is_told_otherwise()
    {
        var byDefault = new RealtimeHttpOptions();
        EngineMapping.Apply(new EngineSettings(), byDefault);
        var told = new RealtimeHttpOptions();
        EngineMapping.Apply(new EngineSettings { HttpServer = new HttpServerSettings { Epoll = false, EpollLoops = 3 } }, told);

        Assert.Equal((true, 0), (byDefault.Epoll.Enabled, byDefault.Epoll.Loops));
        Assert.Equal((false, 3), (told.Epoll.Enabled, told.Epoll.Loops));
    }

    [Fact]
    public void Compression_is_off_unless_it_is_asked_for()
    {
        var (none, some) = (new RealtimeHttpOptions(), new RealtimeHttpOptions());
        EngineMapping.Apply(Read("{}"), none);
        EngineMapping.Apply(
            Read("""{"websocket": {"compression": true, "compression_min_size": 100, "compression_level": 9, "decompressed_message_size_limit": 7000}}"""), some);

        Assert.Equal((false, 0, 1, 0), (none.Compression.Enabled, none.Compression.MinSize, none.Compression.Level, none.Compression.MaxMessageSize));
        Assert.Equal((true, 100, 9, 7000), (some.Compression.Enabled, some.Compression.MinSize, some.Compression.Level, some.Compression.MaxMessageSize));
    }

    [Fact]
    public void Connection_tokens_open_subscriptions_too_unless_those_have_keys_of_their_own()
    {
        var options = new RealtimeOptions();
        EngineMapping.Apply(Read("""{"client": {"subscription_token": {"hmac_secret_key": "b"}}}"""), options);

        Assert.Null(options.SubscriptionTokens);
    }

    [Fact]
    public void Transports_are_there_when_they_are_switched_on()
    {
        var (none, all) = (new RealtimeHttpOptions(), new RealtimeHttpOptions());
        EngineMapping.Apply(Read("{}"), none);
        EngineMapping.Apply(
            Read("""
                {"http_stream": {"enabled": true, "max_request_body_size": 2001}, "sse": {"enabled": true, "max_request_body_size": 2002},
                 "emulation": {"max_request_body_size": 2003}, "init": {"enabled": true}, "uni_websocket": {"enabled": true},
                 "uni_sse": {"enabled": true, "max_request_body_size": 2004}, "uni_http_stream": {"enabled": true, "max_request_body_size": 2005}}
                """),
            all);

        Assert.DoesNotContain(true, Enabled(none));
        Assert.DoesNotContain(false, Enabled(all));
        Assert.Equal(
            (2001, 2002, 2003, 2004, 2005),
            (all.HttpStream.MaxRequestBodySize, all.Sse.MaxRequestBodySize, all.Emulation.MaxRequestBodySize, all.UniSse.MaxRequestBodySize, all.UniHttpStream.MaxRequestBodySize));

        static bool[] Enabled(RealtimeHttpOptions options) =>
            [options.HttpStream.Enabled, options.Sse.Enabled, options.Init.Enabled, options.UniWebSocket.Enabled, options.UniSse.Enabled, options.UniHttpStream.Enabled];
    }

    [Theory]
    [InlineData("{}", "127.0.0.1:10000")]
    [InlineData("""{"grpc_api": {"port": 1}, "http_server": {"address": "10.0.0.1"}}""", "10.0.0.1:1")]
    [InlineData("""{"grpc_api": {"address": "::1", "port": 2}}""", "[::1]:2")]
    [InlineData("""{"grpc_api": {"address": "localhost", "port": 3}}""", "127.0.0.1:3")]
    [InlineData("""{"grpc_api": {"port": 4}, "http_server": {"address": ""}}""", "0.0.0.0:4")]
    public void The_grpc_api_listens_where_it_is_said(string json, string address)
    {
        var options = new GrpcApiOptions();
        EngineMapping.Apply(Read(json), options);

        Assert.Equal(address, options.Address);
    }

    [Theory]
    [InlineData("{}", false)]
    [InlineData("""{"http_api": {"key": "a"}}""", true)]
    [InlineData("""{"http_api": {"insecure": true}}""", true)]
    [InlineData("""{"http_api": {"key": "a", "disabled": true}}""", false)]
    public void The_http_api_is_there_for_who_can_use_it(string json, bool isThere) => Assert.Equal(isThere, EngineMapping.HasHttpApi(Read(json)));

    [Fact]
    public void Tokens_are_judged_by_what_is_configured()
    {
        var token = EngineMapping.TokenOptionsOf(Read("""
            {"client": {"token": {"hmac_secret_key": "a", "hmac_previous_secret_key": "b", "hmac_previous_secret_key_valid_until": 1700000000, "rsa_public_key": "c",
              "ecdsa_public_key": "d", "jwks_public_endpoint": "e", "audience": "f", "issuer_regex": "g", "user_id_claim": "h"}}}
            """).Client.Token);

        Assert.Equal(("a", "b", "c", "d", "e", "f", "", "", "g", "h"),
            (token.HmacSecretKey, token.HmacPreviousSecretKey, token.RsaPublicKey, token.EcdsaPublicKey, token.JwksPublicEndpoint, token.Audience,
                token.AudienceRegex, token.Issuer, token.IssuerRegex, token.UserIdClaim));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), token.HmacPreviousSecretKeyValidUntil);
    }

    private static EngineSettings Read(string json)
    {
        var reading = SettingsReader.Parse(json, "the file", new Dictionary<string, string>());
        Assert.Empty(string.Join('\n', reading.Problems.Concat(reading.Warnings.Where(warning => !warning.Contains(" has no effect yet: ", StringComparison.Ordinal)))));
        return reading.Settings;
    }

    private static IEnumerable<string> Unchanged<T>(T options, T defaults) =>
        from property in typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where Equals(property.GetValue(options), property.GetValue(defaults))
        select property.Name;
}
