using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Loquat.Realtime.Tokens;
using Loquat.Testing;

namespace Loquat.Realtime.Tests.Tokens;

public sealed class TokenSignatureTests : IDisposable
{
    private const string Claims = """{"sub":"42","info":{"name":"Bo"}}""";

    private readonly ManualClock _clock = new();
    private readonly HttpClient _http = new();
    private static readonly RSA Rsa = RSA.Create(2048);
    private static readonly ECDsa P256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly ECDsa P384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
    private static readonly ECDsa P521 = ECDsa.Create(ECCurve.NamedCurves.nistP521);

    // RFC 7515, A.2 to A.4: the keys of the examples, as the set that an endpoint would serve.
    private const string RfcKeys = """
        {"keys":[
         {"kty":"RSA","kid":"A.2","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"},
         {"kty":"EC","kid":"A.3","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"},
         {"kty":"EC","kid":"A.4","crv":"P-521","x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk","y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2"}]}
        """;

    private const string RfcClaims =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

    [Theory]
    [InlineData("A.2", "eyJhbGciOiJSUzI1NiJ9." + RfcClaims, "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw")]
    [InlineData("A.3", "eyJhbGciOiJFUzI1NiJ9." + RfcClaims, "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q")]
    [InlineData("A.4", "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA", "AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn")]
    public void The_examples_of_the_standard_are_proven_by_their_keys(string keyId, string signed, string signature)
    {
        var key = JwksDocument.Read(Encoding.UTF8.GetBytes(RfcKeys))[keyId];

        Assert.True(CompactToken.TryParse($"{signed}.{signature}", out var token, out var reason), reason);
        Assert.True(key.Verifies(token.Algorithm, token.Signed, token.Signature));
    }

    [Fact]
    public void The_HMAC_example_of_the_standard_is_proven_by_its_key()
    {
        var key = new HmacKey(System.Buffers.Text.Base64Url.DecodeFromChars(
            "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"));
        var text = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + RfcClaims + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

        Assert.True(CompactToken.TryParse(text, out var token, out var reason), reason);
        Assert.True(key.Verifies(token.Algorithm, token.Signed, token.Signature));
    }

    [Theory]
    [InlineData("HS256")]
    [InlineData("HS384")]
    [InlineData("HS512")]
    [InlineData("RS256")]
    [InlineData("RS384")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    [InlineData("PS384")]
    [InlineData("PS512")]
    public async Task Each_algorithm_is_accepted_with_its_key(string algorithm)
    {
        var token = algorithm[0] == 'H' ? Jwt.Hmac("secret", Claims, algorithm) : Jwt.Rsa(Rsa, Claims, algorithm);

        Assert.IsType<TokenVerdict<ConnectionToken>.Valid>(await VerifyAsync(token));
    }

    [Fact]
    public async Task An_EC_key_is_for_the_algorithm_of_its_curve_alone()
    {
        foreach (var (key, own) in new[] { (P256, "ES256"), (P384, "ES384"), (P521, "ES512") })
        {
            var options = new TokenOptions { EcdsaPublicKey = key.ExportSubjectPublicKeyInfoPem() };
            foreach (var algorithm in new[] { "ES256", "ES384", "ES512" })
            {
                var verdict = await VerifyAsync(Jwt.Ec(key, Claims, algorithm), options);
                Assert.True(verdict is TokenVerdict<ConnectionToken>.Valid == (algorithm == own), $"{own} key, {algorithm}: {verdict}");
            }
        }
    }

    [Fact]
    public async Task A_token_with_any_character_changed_is_refused()
    {
        var verifier = new TokenVerifier(Options(), null, _http, _clock);
        foreach (var token in new[] { Jwt.Hmac("secret", Claims), Jwt.Rsa(Rsa, Claims), Jwt.Ec(P256, Claims) })
        {
            Assert.IsType<TokenVerdict<ConnectionToken>.Valid>(
                await verifier.VerifyConnectionAsync(token, TestContext.Current.CancellationToken));
            for (var at = 0; at < token.Length; at++)
            {
                foreach (var other in "AB_-.= ")
                {
                    var changed = token[..at] + other + token[(at + 1)..];
                    var verdict = await verifier.VerifyConnectionAsync(changed, TestContext.Current.CancellationToken);
                    Assert.True(changed == token || verdict is TokenVerdict<ConnectionToken>.Invalid, $"character {at} as {other}");
                }
            }
        }
    }

    // The last character of a signature has bits that mean nothing; a decoder that ignores them accepts one token in several spellings.
    [Fact]
    public async Task A_token_has_one_spelling()
    {
        var token = Jwt.Hmac("secret", Claims);
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        foreach (var last in Alphabet.Where(last => last != token[^1]))
            Assert.IsType<TokenVerdict<ConnectionToken>.Invalid>(await VerifyAsync(token[..^1] + last));

        foreach (var spelling in new[] { token + "=", " " + token, token + "\n", token + ".", token.Replace('.', ' ') })
            Assert.IsType<TokenVerdict<ConnectionToken>.Invalid>(await VerifyAsync(spelling));
    }

    [Fact]
    public async Task A_public_key_is_no_HMAC_secret()
    {
        foreach (var pem in new[] { Rsa.ExportSubjectPublicKeyInfoPem(), Rsa.ExportRSAPublicKeyPem(), P256.ExportSubjectPublicKeyInfoPem() })
        {
            var options = new TokenOptions { RsaPublicKey = Rsa.ExportSubjectPublicKeyInfoPem(), EcdsaPublicKey = P256.ExportSubjectPublicKeyInfoPem() };
            foreach (var algorithm in new[] { "HS256", "HS384", "HS512" })
                Assert.IsType<TokenVerdict<ConnectionToken>.Invalid>(await VerifyAsync(Jwt.Hmac(pem, Claims, algorithm), options));
        }
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("")]
    [InlineData("hs256")]
    [InlineData("EdDSA")]
    [InlineData("HS1")]
    public async Task An_unknown_algorithm_is_refused_whatever_the_signature(string algorithm)
    {
        var header = $$"""{"alg":"{{algorithm}}"}""";

        Assert.IsType<TokenVerdict<ConnectionToken>.Invalid>(await VerifyAsync(Jwt.Sign(header, Claims, _ => [])));
        Assert.IsType<TokenVerdict<ConnectionToken>.Invalid>(
            await VerifyAsync(Jwt.Sign(header, Claims, signed => Jwt.Mac("HS256", "secret"u8.ToArray(), signed))));
    }

    [Theory]
    [InlineData("""{"typ":"JWT"}""")]
    [InlineData("""{"alg":256}""")]
    [InlineData("""{"alg":"HS256","crit":["exp"]}""")]
    [InlineData("""{"alg":"HS256","alg":"HS256"}""")]
    [InlineData("""["HS256"]""")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("")]
    public async Task A_header_that_could_mean_something_else_is_refused(string header)
    {
        var token = Jwt.Sign(header, Claims, signed => Jwt.Mac("HS256", "secret"u8.ToArray(), signed));

        Assert.IsType<TokenVerdict<ConnectionToken>.Invalid>(await VerifyAsync(token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("a.b.c")]
    [InlineData("..")]
    [InlineData("....")]
    [InlineData("é.é.é")]
    public async Task What_is_no_token_is_refused(string text)
    {
        Assert.IsType<TokenVerdict<ConnectionToken>.Invalid>(await VerifyAsync(text));
        Assert.IsType<TokenVerdict<ConnectionToken>.Invalid>(await VerifyAsync(new string('a', 100_000)));
    }

    [Fact]
    public async Task Without_keys_nothing_is_accepted_not_even_an_empty_secret()
    {
        var token = Jwt.Hmac("", Claims);

        Assert.IsType<TokenVerdict<ConnectionToken>.Invalid>(await VerifyAsync(token, new TokenOptions()));
    }

    [Fact]
    public async Task The_previous_secret_is_accepted_until_its_time_is_over()
    {
        var until = _clock.GetUtcNow().AddHours(1);
        var options = new TokenOptions { HmacSecretKey = "new", HmacPreviousSecretKey = "old", HmacPreviousSecretKeyValidUntil = until };
        var verifier = new TokenVerifier(options, null, _http, _clock);
        async Task<bool> AcceptsAsync(string secret) =>
            await verifier.VerifyConnectionAsync(Jwt.Hmac(secret, Claims), TestContext.Current.CancellationToken)
                is TokenVerdict<ConnectionToken>.Valid;

        Assert.True(await AcceptsAsync("old"));
        _clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        Assert.True(await AcceptsAsync("old"));
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.False(await AcceptsAsync("old"));
        Assert.True(await AcceptsAsync("new"));
    }

    [Fact]
    public async Task The_previous_secret_without_a_time_is_accepted_until_it_is_removed()
    {
        var options = new TokenOptions { HmacSecretKey = "new", HmacPreviousSecretKey = "old" };
        _clock.Advance(TimeSpan.FromDays(10_000));

        Assert.IsType<TokenVerdict<ConnectionToken>.Valid>(await VerifyAsync(Jwt.Hmac("old", Claims), options));
    }

    [Fact]
    public async Task Many_threads_share_a_key()
    {
        var verifier = new TokenVerifier(Options(), null, _http, _clock);
        string[] tokens = [Jwt.Rsa(Rsa, Claims), Jwt.Ec(P256, Claims), Jwt.Hmac("secret", Claims)];

        await Parallel.ForAsync(0, 300, TestContext.Current.CancellationToken, async (round, cancellationToken) =>
            Assert.IsType<TokenVerdict<ConnectionToken>.Valid>(await verifier.VerifyConnectionAsync(tokens[round % 3], cancellationToken)));
    }

    [Fact]
    public void Keys_of_a_set_that_cannot_be_used_do_not_spoil_the_others()
    {
        const string Set = """
            {"keys":[
             {"kty":"oct","kid":"secret","k":"AAAA"},
             {"kty":"OKP","kid":"ed","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},
             {"kty":"RSA","kid":"short","n":"AQAB","e":"AQAB"},
             {"kty":"EC","kid":"off the curve","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
             {"kty":"EC","kid":"for encryption","use":"enc","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"},
             {"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"},
             {"kty":"EC","kid":"good","use":"sig","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}
            """;

        Assert.Equal(["good"], JwksDocument.Read(Encoding.UTF8.GetBytes(Set)).Keys);
        Assert.Throws<JsonException>(() => JwksDocument.Read("""{"key":[]}"""u8));
    }

    public void Dispose()
    {
        _http.Dispose();
    }

    private static TokenOptions Options() => new()
    {
        HmacSecretKey = "secret",
        RsaPublicKey = Rsa.ExportSubjectPublicKeyInfoPem(),
        EcdsaPublicKey = P256.ExportSubjectPublicKeyInfoPem(),
    };

    private ValueTask<TokenVerdict<ConnectionToken>> VerifyAsync(string token, TokenOptions? options = null) =>
        new TokenVerifier(options ?? Options(), null, _http, _clock).VerifyConnectionAsync(token, TestContext.Current.CancellationToken);
}
