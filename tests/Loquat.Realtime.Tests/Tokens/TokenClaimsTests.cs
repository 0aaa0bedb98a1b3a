using System.Globalization;
using System.Text;
using Loquat.Realtime.Tokens;
using Loquat.Testing;

namespace Loquat.Realtime.Tests.Tokens;

public sealed class TokenClaimsTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly HttpClient _http = new();

    [Fact]
    public async Task A_connection_token_says_who_and_what()
    {
        var token = await ConnectionAsync(
            """{"sub":"42","info":{ "name" : "B\u006f" , "n":1.0e0},"meta":{"secret":1},"channels":["news","news"],"x":{"y":1},"jti":"1"}""");

        Assert.Equal("42", token.User);
        Assert.Null(token.ExpireAt);
        Assert.Equal("""{ "name" : "B\u006f" , "n":1.0e0}""", Text(token.Info)); // as it was written
        Assert.Equal("""{"secret":1}""", Text(token.Meta));
        Assert.Equal(SubscribeOptions.Default, Assert.Single(token.Subscriptions).Value);
    }

    [Fact]
    public async Task Subs_bring_their_options_and_make_channels_meaningless()
    {
        var token = await ConnectionAsync(
            """
            {"sub":"42","channels":["ignored"],"subs":{"plain":{},"nothing":null,"rich":{"info":{"role":"admin"},"data":[1, 2],
             "override":{"presence":{"value":true},"join_leave":{"value":false},"force_recovery":{},"force_positioning":null}},
             "binary":{"b64info":"AAH/","b64data":"eyJiIjo2NH0=","info":"loses"}}}
            """);

        Assert.Equal(["binary", "nothing", "plain", "rich"], token.Subscriptions.Keys.Order());
        var rich = token.Subscriptions["rich"];
        Assert.Equal((true, false, false), (rich.Presence, rich.JoinLeave, rich.Recoverable));
        Assert.Null(rich.Positioned);
        Assert.Null(rich.ForcePushJoinLeave);
        Assert.Equal("""{"role":"admin"}""", Text(rich.Info));
        Assert.Equal("[1, 2]", Text(rich.Data));
        Assert.Equal([0, 1, 255], token.Subscriptions["binary"].Info.ToArray());
        Assert.Equal("""{"b":64}""", Text(token.Subscriptions["binary"].Data));
    }

    [Fact]
    public async Task A_subscription_token_says_who_where_and_how()
    {
        var token = await SubscriptionAsync(
            """{"sub":"42","channel":"$a","client":"c1","info":1,"data":"x","override":{"force_push_join_leave":{"value":true}},"exp":4102444800}""");

        Assert.Equal(("42", "$a", "c1"), (token.User, token.Channel, token.Client));
        Assert.Equal("1", Text(token.Options.Info));
        Assert.Equal("\"x\"", Text(token.Options.Data));
        Assert.True(token.Options.ForcePushJoinLeave);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(4102444800), token.Options.ExpireAt);
    }

    [Fact]
    public async Task Each_kind_of_token_is_refused_as_the_other()
    {
        Assert.IsType<TokenVerdict<ConnectionToken>.Invalid>(await VerifyConnectionAsync("""{"sub":"42","channel":"a"}"""));
        Assert.IsType<TokenVerdict<SubscriptionToken>.Invalid>(await VerifySubscriptionAsync("""{"sub":"42"}"""));
        Assert.IsType<TokenVerdict<SubscriptionToken>.Invalid>(await VerifySubscriptionAsync("""{"sub":"42","channel":""}"""));
    }

    [Theory]
    [InlineData("""{"sub":42}""")]
    [InlineData("""{"sub":"\ud800"}""")]
    [InlineData("""{"exp":"soon"}""")]
    [InlineData("""{"exp":"4102444800"}""")]
    [InlineData("""{"nbf":true}""")]
    [InlineData("""{"expire_at":1.5}""")]
    [InlineData("""{"channels":"news"}""")]
    [InlineData("""{"channels":["a",null]}""")]
    [InlineData("""{"channels":[1]}""")]
    [InlineData("""{"subs":["a"]}""")]
    [InlineData("""{"subs":{"a":{"override":{"presence":true}}}}""")]
    [InlineData("""{"b64info":"not base64"}""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("""{"sub":"42"} {}""")]
    public async Task A_claim_of_the_wrong_type_is_refused(string claims)
    {
        Assert.IsType<TokenVerdict<ConnectionToken>.Invalid>(await VerifyConnectionAsync(claims));
    }

    [Fact]
    public async Task Claims_that_are_not_UTF8_are_refused()
    {
        byte[] claims = [.. "{\"info\":\""u8, 0xFF, .. "\"}"u8];
        var token = Jwt.Sign("""{"alg":"HS256"}""", claims, signed => Jwt.Mac("HS256", "secret"u8.ToArray(), signed));

        Assert.IsType<TokenVerdict<ConnectionToken>.Invalid>(
            await Verifier().VerifyConnectionAsync(token, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("""{"exp":NOW-1}""", false)]
    [InlineData("""{"exp":NOW}""", false)]
    [InlineData("""{"exp":NOW.5}""", true)]
    [InlineData("""{"exp":NOW+1}""", true)]
    [InlineData("""{"exp":1e300}""", true)]
    [InlineData("""{"exp":-1e300}""", false)]
    [InlineData("""{"exp":0}""", false)]
    [InlineData("""{"exp":null}""", true)]
    [InlineData("""{"nbf":NOW}""", true)]
    [InlineData("""{"nbf":NOW-1}""", true)]
    [InlineData("""{"nbf":NOW+1}""", false)]
    [InlineData("""{"iat":NOW+1}""", true)]
    [InlineData("""{"exp":NOW+1,"expire_at":1}""", true)]
    [InlineData("""{"exp":NOW-1,"expire_at":0}""", false)]
    public async Task A_token_holds_from_nbf_until_exp_without_leeway(string claims, bool holds)
    {
        var verdict = await VerifyConnectionAsync(AtNow(claims));

        Assert.True(holds ? verdict is TokenVerdict<ConnectionToken>.Valid : verdict is TokenVerdict<ConnectionToken>.Expired, verdict.ToString());
    }

    [Theory]
    [InlineData("{}", null)]
    [InlineData("""{"exp":NOW+60}""", 60)]
    [InlineData("""{"exp":NOW+60,"expire_at":NOW+30}""", 30)]
    [InlineData("""{"exp":NOW+60,"expire_at":0}""", null)]
    [InlineData("""{"exp":NOW+60,"expire_at":-5}""", null)]
    [InlineData("""{"exp":NOW+60,"expire_at":NOW-10}""", -10)]
    [InlineData("""{"expire_at":NOW+30}""", 30)]
    public async Task The_connection_ends_at_expire_at_or_else_at_exp(string claims, int? secondsFromNow)
    {
        var token = await ConnectionAsync(AtNow(claims));

        Assert.Equal(secondsFromNow is { } seconds ? _clock.GetUtcNow().AddSeconds(seconds) : null, token.ExpireAt);
    }

    [Theory]
    [InlineData("""{"aud":"chat","iss":"joe"}""", true)]
    [InlineData("""{"aud":["x","chat"],"iss":"joe"}""", true)]
    [InlineData("""{"aud":["x",null,1],"iss":"joe"}""", false)]
    [InlineData("""{"aud":"chats","iss":"joe"}""", false)]
    [InlineData("""{"aud":{"chat":1},"iss":"joe"}""", false)]
    [InlineData("""{"aud":"\ud800","iss":"joe"}""", false)]
    [InlineData("""{"iss":"joe"}""", false)]
    [InlineData("""{"aud":"chat"}""", false)]
    [InlineData("""{"aud":"chat","iss":"Joe"}""", false)]
    public async Task Audience_and_issuer_must_be_exactly_those_asked_for(string claims, bool accepted)
    {
        var verdict = await VerifyConnectionAsync(claims, new TokenOptions { HmacSecretKey = "secret", Audience = "chat", Issuer = "joe" });

        Assert.Equal(accepted, verdict is TokenVerdict<ConnectionToken>.Valid);
    }

    [Theory]
    [InlineData("""{"aud":"room-7","iss":"https://id.example/a"}""", true)]
    [InlineData("""{"aud":["x","room-7"],"iss":"https://id.example/a"}""", true)]
    [InlineData("""{"aud":"room-x","iss":"https://id.example/a"}""", false)]
    [InlineData("""{"aud":"room-7","iss":"https://id.example.org/a"}""", false)]
    [InlineData("{}", false)]
    public async Task Audience_and_issuer_must_match_the_expressions_asked_for(string claims, bool accepted)
    {
        var options = new TokenOptions { HmacSecretKey = "secret", AudienceRegex = "^room-[0-9]+$", IssuerRegex = @"^https://id\.example/" };

        Assert.Equal(accepted, await VerifyConnectionAsync(claims, options) is TokenVerdict<ConnectionToken>.Valid);
    }

    [Fact]
    public async Task A_token_that_is_wrong_and_expired_is_wrong()
    {
        var options = new TokenOptions { HmacSecretKey = "secret", Audience = "chat" };

        Assert.IsType<TokenVerdict<ConnectionToken>.Invalid>(await VerifyConnectionAsync("""{"exp":1}""", options));
    }

    [Theory]
    [InlineData("""{"sub":"1","user_id":"7"}""", "7")]
    [InlineData("""{"sub":"1","user_id":7}""", "7")]
    [InlineData("""{"sub":"1"}""", "")]
    [InlineData("""{"user_id":null}""", "")]
    [InlineData("""{"user_id":{"id":7}}""", null)]
    [InlineData("""{"user_id":"\ud800"}""", null)]
    public async Task Another_claim_can_hold_the_user(string claims, string? user)
    {
        var verdict = await VerifyConnectionAsync(claims, new TokenOptions { HmacSecretKey = "secret", UserIdClaim = "user_id" });

        Assert.Equal(user, (verdict as TokenVerdict<ConnectionToken>.Valid)?.Token.User);
    }

    [Fact]
    public async Task Subscription_tokens_can_have_keys_of_their_own()
    {
        var verifier = new TokenVerifier(
            new TokenOptions { HmacSecretKey = "secret" }, new TokenOptions { HmacSecretKey = "other" }, _http, _clock);
        var cancellation = TestContext.Current.CancellationToken;
        const string Subscription = """{"sub":"42","channel":"a"}""";

        Assert.IsType<TokenVerdict<ConnectionToken>.Valid>(await verifier.VerifyConnectionAsync(Jwt.Hmac("secret", "{}"), cancellation));
        Assert.IsType<TokenVerdict<ConnectionToken>.Invalid>(await verifier.VerifyConnectionAsync(Jwt.Hmac("other", "{}"), cancellation));
        Assert.IsType<TokenVerdict<SubscriptionToken>.Valid>(await verifier.VerifySubscriptionAsync(Jwt.Hmac("other", Subscription), cancellation));
        Assert.IsType<TokenVerdict<SubscriptionToken>.Invalid>(await verifier.VerifySubscriptionAsync(Jwt.Hmac("secret", Subscription), cancellation));
    }

    public void Dispose() => _http.Dispose();

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private string AtNow(string claims)
    {
        var now = _clock.GetUtcNow().ToUnixTimeSeconds();
        foreach (var offset in new[] { -10, -1, 1, 30, 60 })
            claims = claims.Replace($"NOW{offset:+0;-0}", (now + offset).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        return claims.Replace("NOW", now.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    private TokenVerifier Verifier(TokenOptions? options = null) =>
        new(options ?? new TokenOptions { HmacSecretKey = "secret" }, null, _http, _clock);

    private ValueTask<TokenVerdict<ConnectionToken>> VerifyConnectionAsync(string claims, TokenOptions? options = null) =>
        Verifier(options).VerifyConnectionAsync(Jwt.Hmac("secret", claims), TestContext.Current.CancellationToken);

    private ValueTask<TokenVerdict<SubscriptionToken>> VerifySubscriptionAsync(string claims) =>
        Verifier().VerifySubscriptionAsync(Jwt.Hmac("secret", claims), TestContext.Current.CancellationToken);

    private async Task<ConnectionToken> ConnectionAsync(string claims) =>
        Assert.IsType<TokenVerdict<ConnectionToken>.Valid>(await VerifyConnectionAsync(claims)).Token;

    private async Task<SubscriptionToken> SubscriptionAsync(string claims) =>
        Assert.IsType<TokenVerdict<SubscriptionToken>.Valid>(await VerifySubscriptionAsync(claims)).Token;
}
