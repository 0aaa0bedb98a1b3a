using Loquat.Server.Accounts;
using Loquat.Server.Configuration;

namespace Loquat.Server.Hosting;

/// <summary>Accounts with a password that everybody knows stay on the machine where they were asked for.</summary>
internal static class DemoRules
{
    /// <summary>Refuses to show a demo to other machines.</summary>
    public static void Check(ServeMode mode, params IEnumerable<string?> urls)
    {
        if (!mode.IsDemo)
            return;

        var open = urls.OfType<string>().SelectMany(ListenUrl.ParseAll).FirstOrDefault(url => !url.IsLoopback);
        if (open is not null)
            throw new CannotServeException($"A demo listens on loopback addresses only, since everybody knows its passwords; {open} is none.");
    }

    /// <summary>Refuses to serve a demo's accounts as if they were real ones.</summary>
    public static async Task CheckAsync(ServeMode mode, DemoAccounts accounts, CancellationToken cancellationToken)
    {
        if (mode.IsDemo || await accounts.FindAsync(cancellationToken) is not { Count: > 0 } found)
            return;

        throw new CannotServeException(
            $"This database holds the demo's accounts with their public password: {string.Join(", ", found)}. Start it with --demo, "
            + $"or give each another password first: loquat user password {found[0]}");
    }
}
