using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Loquat.Chat.Users;

/// <summary>The secret a device signs in with: 256 random bits. Nothing to guess, so a plain hash protects it in the database.</summary>
internal static class Bearer
{
    // What is longer was not made here and is not worth hashing.
    private const int MaxLength = 128;

    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>Null for what cannot be a bearer.</summary>
    public static byte[]? Hash(string bearer) =>
        bearer.Length is 0 or > MaxLength ? null : SHA256.HashData(Encoding.UTF8.GetBytes(bearer));
}
