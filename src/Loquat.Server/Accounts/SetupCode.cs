using System.Security.Cryptography;
using System.Text;

namespace Loquat.Server.Accounts;

/// <summary>
/// What the first visitor of an empty server must know: only who sees its console does. Made anew at each start and good for one owner;
/// it is never written anywhere.
/// </summary>
internal sealed class SetupCode
{
    // Without letters and digits that look alike.
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private readonly string _code = RandomNumberGenerator.GetString(Alphabet, 16);

    /// <summary>For reading aloud: four groups of four.</summary>
    public override string ToString() => string.Join('-', _code.Chunk(4).Select(group => new string(group)));

    public bool Matches(string entered)
    {
        var plain = string.Concat(entered.Where(char.IsLetterOrDigit)).ToUpperInvariant();
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(plain), Encoding.UTF8.GetBytes(_code));
    }
}
