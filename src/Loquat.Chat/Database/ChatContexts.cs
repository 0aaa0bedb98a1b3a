using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Loquat.Chat.Database;

/// <summary>
/// Contexts out of one pool, which is made when somebody asks for the first: much holds on to this that is there from the start, and EF Core takes
/// tens of megabytes and longer than the rest of the start to get ready.
/// </summary>
internal sealed class ChatContexts(ChatDatabase database, IServiceProvider services) : IDbContextFactory<ChatDbContext>
{
    private readonly Lazy<PooledDbContextFactory<ChatDbContext>> _pool = new(() =>
    {
        var builder = new DbContextOptionsBuilder<ChatDbContext>().UseApplicationServiceProvider(services);
        database.Configure(builder);
        return new PooledDbContextFactory<ChatDbContext>((DbContextOptions<ChatDbContext>)builder.Options);
    });

    public ChatDbContext CreateDbContext() => _pool.Value.CreateDbContext();

    public Task<ChatDbContext> CreateDbContextAsync(CancellationToken cancellationToken = default) => _pool.Value.CreateDbContextAsync(cancellationToken);
}
