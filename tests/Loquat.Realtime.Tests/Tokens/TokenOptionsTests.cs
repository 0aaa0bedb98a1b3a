using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using Loquat.Realtime.Tokens;

namespace Loquat.Realtime.Tests.Tokens;

public sealed class TokenOptionsTests
{
    [Fact]
    public void What_can_be_used_is_accepted()
    {
        using var rsa = RSA.Create(2048);
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        Assert.Empty(Mistakes(new TokenOptions()));
        Assert.Empty(Mistakes(new TokenOptions
        {
            HmacSecretKey = "new",
            HmacPreviousSecretKey = "old",
            HmacPreviousSecretKeyValidUntil = DateTimeOffset.UnixEpoch,
            RsaPublicKey = rsa.ExportSubjectPublicKeyInfoPem(),
            EcdsaPublicKey = ecdsa.ExportSubjectPublicKeyInfoPem(),
            JwksPublicEndpoint = "https://id.example/keys",
            AudienceRegex = "^chat$",
            IssuerRegex = "^https://",
        }));
    }

    [Fact]
    public void A_mistake_is_told_with_the_key_it_is_in()
    {
        using var small = RSA.Create(1024);
        using var rsa = RSA.Create(2048);
        using var foreign = ECDsa.Create(ECCurve.CreateFromFriendlyName("secp256k1"));

        AssertMistake(nameof(TokenOptions.HmacPreviousSecretKeyValidUntil), new() { HmacPreviousSecretKeyValidUntil = DateTimeOffset.UnixEpoch });
        AssertMistake(nameof(TokenOptions.HmacPreviousSecretKey), new() { HmacSecretKey = "a", HmacPreviousSecretKey = "a" });
        AssertMistake(nameof(TokenOptions.RsaPublicKey), new() { RsaPublicKey = "not PEM" });
        AssertMistake(nameof(TokenOptions.RsaPublicKey), new() { RsaPublicKey = small.ExportSubjectPublicKeyInfoPem() });
        AssertMistake(nameof(TokenOptions.RsaPublicKey), new() { RsaPublicKey = rsa.ExportPkcs8PrivateKeyPem() });
        AssertMistake(nameof(TokenOptions.RsaPublicKey), new() { RsaPublicKey = foreign.ExportSubjectPublicKeyInfoPem() });
        AssertMistake(nameof(TokenOptions.EcdsaPublicKey), new() { EcdsaPublicKey = foreign.ExportSubjectPublicKeyInfoPem() });
        AssertMistake(nameof(TokenOptions.EcdsaPublicKey), new() { EcdsaPublicKey = rsa.ExportSubjectPublicKeyInfoPem() });
        AssertMistake(nameof(TokenOptions.JwksPublicEndpoint), new() { JwksPublicEndpoint = "/keys" });
        AssertMistake(nameof(TokenOptions.JwksPublicEndpoint), new() { JwksPublicEndpoint = "ftp://id.example/keys" });
        AssertMistake(nameof(TokenOptions.JwksPublicEndpoint), new() { JwksPublicEndpoint = "https://id.example/{{realm}}/keys" });
        AssertMistake(nameof(TokenOptions.AudienceRegex), new() { AudienceRegex = "(" });
        AssertMistake(nameof(TokenOptions.AudienceRegex), new() { AudienceRegex = "a", Audience = "a" });
        AssertMistake(nameof(TokenOptions.IssuerRegex), new() { IssuerRegex = @"(a)\1" });
        AssertMistake(nameof(TokenOptions.IssuerRegex), new() { IssuerRegex = "a", Issuer = "a" });
    }

    private static void AssertMistake(string key, TokenOptions options)
    {
        var mistake = Assert.Single(Mistakes(options));
        Assert.Equal([key], mistake.MemberNames);
        Assert.StartsWith(key + " ", mistake.ErrorMessage, StringComparison.Ordinal);
    }

    private static List<ValidationResult> Mistakes(TokenOptions options)
    {
        var mistakes = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), mistakes, validateAllProperties: true);
        return mistakes;
    }
}
