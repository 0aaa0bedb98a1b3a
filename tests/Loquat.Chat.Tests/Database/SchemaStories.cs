using Loquat.Chat.Database;
using Loquat.Testing;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Tests.Database;

public sealed class SchemaOnSqlite() : SchemaStories(new SqliteFile(), new SqliteFile())
{
    // Everything that a table or an index is. Its statement as text would not do: a column that came later stands at the end of it.
    protected override string Describe =>
        """
        SELECT 'column ' || t.name || '.' || c.name || ' ' || c.type || ' ' || c."notnull" || ' ' || coalesce(c.dflt_value, '') || ' ' || c.pk AS d
        FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name NOT LIKE '\_\_EF%' ESCAPE '\'
        UNION ALL SELECT 'key ' || t.name || '.' || f."from" || ' ' || f."table" || '.' || f."to" || ' ' || f.on_update || ' ' || f.on_delete
        FROM sqlite_master t JOIN pragma_foreign_key_list(t.name) f WHERE t.type = 'table'
        UNION ALL SELECT 'counted ' || name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'
        UNION ALL SELECT 'index ' || name || ' on ' || tbl_name || ': ' || coalesce(sql, '') FROM sqlite_master
        WHERE type = 'index' AND name NOT LIKE 'sqlite_%'
        ORDER BY 1
        """;

    [Fact]
    public async Task A_migration_that_was_killed_does_not_hold_up_the_next_start()
    {
        Expected.Add(3008);
        await using var node = NewNode();
        await node.QueryAsync(db => db.Database.ExecuteSqlRawAsync(
            """
            CREATE TABLE IF NOT EXISTS "__EFMigrationsLock" ("Id" INTEGER PRIMARY KEY, "Timestamp" TEXT NOT NULL);
            INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-03-01');
            DELETE FROM "__EFMigrationsHistory";
            DROP TABLE files; DROP TABLE file_folder; DROP TABLE drafts; DROP TABLE saved_messages; DROP TABLE thread_settings; DROP TABLE followers;
            DROP TABLE read_positions; DROP TABLE mentions; DROP TABLE reactions; DROP TABLE message_revisions; DROP TABLE messages;
            DROP TABLE thread_events; DROP TABLE log_epoch; DROP TABLE members; DROP TABLE threads; DROP TABLE auth_tokens; DROP TABLE users;
            """,
            Stop));

        Assert.NotEmpty(await node.Database.MigrateAsync(Stop).Within("the next start migrates"));
        Assert.Contains(node.Lines.Troubles, line => line.Id == 3008);
    }

    [Fact]
    public async Task The_file_is_its_owners_and_survives_a_power_cut()
    {
        var file = new FileInfo(Chat.Database.FilePath);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, file.UnixFileMode);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, file.Directory!.UnixFileMode);

        Assert.Equal(["wal"], await ListAsync(Chat, "PRAGMA journal_mode"));
        Assert.Equal([2L], await Chat.QueryAsync(db => db.Database.SqlQueryRaw<long>("PRAGMA synchronous").ToListAsync(Stop)));
        Assert.Equal([1L], await Chat.QueryAsync(db => db.Database.SqlQueryRaw<long>("PRAGMA foreign_keys").ToListAsync(Stop)));
        using var writers = Chat.Database.OpenSqlite();
        using var command = writers.CreateCommand();
        command.CommandText = "PRAGMA synchronous";
        Assert.Equal(2L, command.ExecuteScalar());
    }
}

public sealed class SchemaOnPostgres(PostgresServer server) : SchemaStories(new PostgresDatabase(server), new PostgresDatabase(server))
{
    protected override string Describe =>
        """
        SELECT concat_ws(' ', 'column', table_name, column_name, data_type, character_maximum_length, is_nullable, column_default, is_identity, identity_generation) AS d
        FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\_\_EF%'
        UNION ALL SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid))
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text NOT LIKE '%\_\_EF%'
        UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE '\_\_EF%'
        ORDER BY 1
        """;
}

/// <summary>No tool writes our migrations, so this is what holds them to the model.</summary>
public abstract class SchemaStories(TestDatabase database, TestDatabase blank) : ChatStories(database)
{
    /// <summary>Lists tables, columns, types, keys and indexes, one line each.</summary>
    protected abstract string Describe { get; }

    [Fact]
    public async Task The_migrated_schema_is_the_models()
    {
        await blank.CreateAsync();
        await using var modelled = new TestChat(blank);
        if (!modelled.Database.IsPostgres)
            modelled.Database.CreateFile();
        await modelled.QueryAsync(db => db.Database.EnsureCreatedAsync(Stop));

        var expected = await ListAsync(modelled, Describe);
        var actual = await ListAsync(Chat, Describe);

        Assert.True(expected.Count > 10);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public Task A_start_knows_all_the_migrations_that_there_are() => Chat.QueryAsync(db =>
    {
        Assert.Equal(db.Database.GetMigrations(), Schema.Migrations);
        return Task.FromResult(0);
    });

    [Fact]
    public async Task Migrating_again_does_nothing()
    {
        var epoch = await Chat.QueryAsync(db => db.Epochs.SingleAsync(Stop));

        Assert.Empty(await Chat.Database.MigrateAsync(Stop));

        Assert.Equal(epoch.Name, (await Chat.QueryAsync(db => db.Epochs.SingleAsync(Stop))).Name);
        Assert.Equal(8, epoch.Name.Length);
    }

    [Fact]
    public async Task Processes_that_start_at_once_migrate_once()
    {
        await blank.CreateAsync();
        var nodes = Enumerable.Range(0, 4).Select(_ => new TestChat(blank)).ToList();

        var applied = await Task.WhenAll(nodes.Select(node => Task.Run(() => node.Database.MigrateAsync(Stop)))).Within("all have migrated");

        Assert.Single(applied, migrations => migrations.Count > 0);
        Assert.Equal(1, await nodes[0].QueryAsync(db => db.Epochs.CountAsync(Stop)));
        foreach (var node in nodes)
            await node.DisposeAsync();
    }

    [Fact]
    public async Task Times_are_milliseconds_and_come_back_as_they_were()
    {
        Chat.Clock.Advance(TimeSpan.FromMilliseconds(7));
        var bob = await Chat.AddUserAsync("bob");

        var user = await Chat.QueryAsync(db => db.Users.SingleAsync(user => user.Id == bob, Stop));
        var stored = await Chat.QueryAsync(db => db.Database.SqlQueryRaw<long>("SELECT created AS \"Value\" FROM users WHERE user_name = 'bob'").SingleAsync(Stop));

        Assert.Equal(Chat.Clock.GetUtcNow(), user.Created);
        Assert.Equal(Chat.Clock.GetUtcNow().ToUnixTimeMilliseconds(), stored);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await blank.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected static Task<List<string>> ListAsync(TestChat chat, string sql) => chat.QueryAsync(async db =>
    {
        await db.Database.OpenConnectionAsync(Stop);
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(Stop);
        var lines = new List<string>();
        while (await reader.ReadAsync(Stop))
            lines.Add(reader.GetString(0));

        return lines;
    });
}
