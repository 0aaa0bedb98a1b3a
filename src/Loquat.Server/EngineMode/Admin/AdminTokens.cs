using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Loquat.Server.EngineMode.Admin;

/// <summary>
/// What those who know the password show afterwards: a time and its signature. A new password or secret ends all of them; without a secret of
/// its own a restart does, too.
/// </summary>
internal sealed class AdminTokens(AdminSettings settings, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);

    private readonly byte[] _key = HMACSHA256.HashData(
        settings.Secret.Length > 0 ? Encoding.UTF8.GetBytes(settings.Secret) : RandomNumberGenerator.GetBytes(32), Encoding.UTF8.GetBytes(settings.Password));

    public bool Knows(string password) => settings.Password.Length > 0
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(password)), SHA256.HashData(Encoding.UTF8.GetBytes(settings.Password)));

    public string Issue()
    {
        var until = (time.GetUtcNow() + Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"{until}.{Sign(until)}";
    }

    public bool IsValid(string token)
    {
        var dot = token.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || !long.TryParse(token.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var until))
            return false;

        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token[(dot + 1)..]), Encoding.UTF8.GetBytes(Sign(token[..dot])))
            && time.GetUtcNow().ToUnixTimeSeconds() < until;
    }

    private string Sign(string text) => Base64Url.EncodeToString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text)));
}
