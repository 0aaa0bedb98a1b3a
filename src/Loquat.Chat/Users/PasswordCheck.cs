using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Loquat.Chat.Users;

/// <summary>Verifies passwords so that the time it takes does not tell whether the account exists.</summary>
public sealed class PasswordCheck
{
    private readonly Lazy<PasswordHasher<User>> _hasher;
    private readonly User _nobody = new("nobody", UserRole.Member, DateTimeOffset.UnixEpoch);
    private readonly Lazy<string> _nobodysHash;

    public PasswordCheck(IOptions<PasswordHasherOptions> options)
    {
        // Both at the first question, whoever it is about: hashing is slow by design, and no start should load cryptography or wait for it.
        _hasher = new(() => new PasswordHasher<User>(options));
        _nobodysHash = new(() => _hasher.Value.HashPassword(_nobody, Bearer.Create()));
    }

    /// <summary>False for nobody, after the same work as for somebody.</summary>
    public bool Matches(User? user, string password)
    {
        var nobodysHash = _nobodysHash.Value;
        var hash = user?.PasswordHash ?? nobodysHash;
        return _hasher.Value.VerifyHashedPassword(user ?? _nobody, hash, password) != PasswordVerificationResult.Failed && user?.PasswordHash is not null;
    }
}
