using System.Net;
using Loquat.Realtime;
using Loquat.Server.Configuration;
using Microsoft.Extensions.Options;

namespace Loquat.Server.Accounts;

/// <summary>
/// Slows down whoever guesses: from one address, and at one name from anywhere. The second means that a stranger can keep a person from
/// signing in for as long as the guessing lasts, which is why it only counts within a short window and never locks an account. And slows down
/// whoever signs in again and again, since each sign-in is kept.
/// </summary>
internal sealed class SignInLimit(IOptions<ServerOptions> options, TimeProvider time, ILogger<SignInLimit> logger)
{
    private readonly FailureLimit _addresses = new(options.Value.SignIn.FailuresPerAddress, options.Value.SignIn.FailureWindow, time);
    private readonly FailureLimit _names = new(options.Value.SignIn.FailuresPerUsername, options.Value.SignIn.FailureWindow, time);
    private readonly FailureLimit _attempts = new(options.Value.SignIn.AttemptsPerUsername, options.Value.SignIn.FailureWindow, time);
    private readonly SeldomLine _refusals = new(time);

    /// <summary>Null if the attempt may be made; else how long to wait.</summary>
    public TimeSpan? Begin(IPAddress? address, string name)
    {
        var wait = TryBegin(address, name);
        if (wait is not null && _refusals.IsDue(out var unwritten))
            logger.SignInLimited(address?.ToString() ?? "", unwritten);
        return wait;
    }

    public void Forgive(IPAddress? address, string name)
    {
        _addresses.Forgive(AddressKey.Of(address));
        _names.Forgive(Key(name));
    }

    private TimeSpan? TryBegin(IPAddress? address, string name)
    {
        if (_addresses.Begin(AddressKey.Of(address)) is { } wait)
            return wait;
        if (_names.Begin(Key(name)) is { } longer)
        {
            _addresses.Forgive(AddressKey.Of(address));
            return longer;
        }
        if (_attempts.Begin(Key(name)) is not { } tooOften)
            return null;

        Forgive(address, name);
        return tooOften;
    }

    // As accounts are found: whoever writes a letter in another way guesses at the same one. Rune by rune, since half a character has no normal form.
    private static string Key(string name) => string.Concat(name.EnumerateRunes()).Normalize().Trim().ToUpperInvariant();
}
