using System.Text.RegularExpressions;
using Loquat.Chat.Branches;
using Loquat.Chat.Database;
using Loquat.Chat.Drafts;
using Loquat.Chat.Files;
using Loquat.Chat.Log;
using Loquat.Chat.Messages;
using Loquat.Chat.Reading;
using Loquat.Chat.Saving;
using Loquat.Chat.Threads;
using Loquat.Chat.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Loquat.Chat;

/// <summary>Everything the chat keeps. The same model on SQLite and PostgreSQL.</summary>
public sealed partial class ChatDbContext(DbContextOptions<ChatDbContext> options) : DbContext(options)
{
    public DbSet<User> Users => Set<User>();

    public DbSet<AuthToken> AuthTokens => Set<AuthToken>();

    public DbSet<Thread> Threads => Set<Thread>();

    public DbSet<Member> Members => Set<Member>();

    public DbSet<Message> Messages => Set<Message>();

    public DbSet<MessageRevision> Revisions => Set<MessageRevision>();

    public DbSet<Reaction> Reactions => Set<Reaction>();

    public DbSet<Mention> Mentions => Set<Mention>();

    public DbSet<ReadPosition> ReadPositions => Set<ReadPosition>();

    public DbSet<Follower> Followers => Set<Follower>();

    public DbSet<ThreadSetting> Settings => Set<ThreadSetting>();

    public DbSet<SavedMessage> SavedMessages => Set<SavedMessage>();

    public DbSet<Draft> Drafts => Set<Draft>();

    public DbSet<StoredFile> Files => Set<StoredFile>();

    public DbSet<FolderName> FolderNames => Set<FolderName>();

    public DbSet<ThreadEvent> Events => Set<ThreadEvent>();

    public DbSet<LogEpoch> Epochs => Set<LogEpoch>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(ChatDbContext).Assembly);
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
            NameAsSqlDoes(entity);
    }

    // Names in snake case need no quotes in a psql session.
    private static void NameAsSqlDoes(IMutableEntityType entity)
    {
        foreach (var property in entity.GetProperties())
            property.SetColumnName(SnakeCase(property.Name));

        foreach (var key in entity.GetKeys())
            key.SetName($"pk_{entity.GetTableName()}");

        foreach (var foreignKey in entity.GetForeignKeys())
            foreignKey.SetConstraintName($"fk_{entity.GetTableName()}_{ColumnsOf(foreignKey.Properties)}");

        foreach (var index in entity.GetIndexes())
            index.SetDatabaseName($"ix_{entity.GetTableName()}_{ColumnsOf(index.Properties)}");
    }

    private static string ColumnsOf(IEnumerable<IReadOnlyProperty> properties) =>
        string.Join('_', properties.Select(property => SnakeCase(property.Name)));

#pragma warning disable CA1308 // Column names are lower case; nothing is compared.
    private static string SnakeCase(string name) => WordStart().Replace(name, "_").ToLowerInvariant();
#pragma warning restore CA1308

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])")]
    private static partial Regex WordStart();
}
