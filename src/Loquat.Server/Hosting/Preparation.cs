using Loquat.Chat;
using Loquat.Chat.Files;
using Loquat.Chat.Setup;
using Loquat.Chat.Users;
using Loquat.Server.Accounts;

namespace Loquat.Server.Hosting;

/// <summary>What happens to the database before anybody is let in.</summary>
internal static class Preparation
{
    /// <summary>Brings the schema up to date, and the demo's people into a demo. True if the owner has yet to come.</summary>
    public static async Task<bool> PrepareAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        services.GetRequiredService<DataFolder>().Create();
        services.GetRequiredService<KeyFiles>().Require();
        services.GetRequiredService<FileClaim>().Take();
        await services.GetRequiredService<ChatDatabase>().MigrateAsync(cancellationToken);
        await services.GetRequiredService<FileHome>().IsHereAsync(cancellationToken);

        await using var scope = services.CreateAsyncScope();
        var mode = services.GetRequiredService<ServeMode>();
        await DemoRules.CheckAsync(mode, scope.ServiceProvider.GetRequiredService<DemoAccounts>(), cancellationToken);
        if (mode.IsDemo)
            await scope.ServiceProvider.GetRequiredService<DemoContent>().EnsureAsync(cancellationToken);
        return !await services.GetRequiredService<ExistingAccounts>().AnyAsync(cancellationToken);
    }
}
