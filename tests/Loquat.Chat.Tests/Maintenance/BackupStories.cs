using Loquat.Chat.Maintenance;
using Loquat.Chat.Tests.Search;
using Loquat.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Tests.Maintenance;

public sealed class BackupOnSqlite() : BackupStories(new SqliteFile(), new SqliteFile())
{
    [Fact]
    public async Task The_file_that_was_there_is_kept_and_its_journal_does_not_leak_into_the_new_one()
    {
        var room = await TalkAsync(messages: 3);
        await WriteAsync();
        await Chat.PostedAsync(Alice, room, "after the backup");
        await Chat.StopAsync();

        var refused = await RestoreAsync(Chat);
        var restored = Assert.IsType<RestoreBackup.Result.Restored>(await RestoreAsync(Chat, overwrite: true));

        Assert.Contains("holds a chat already", Assert.IsType<RestoreBackup.Result.Refused>(refused).Reason, StringComparison.Ordinal);
        Assert.Equal(3, await MessagesInAsync(Chat));
        await using var kept = new SqliteConnection($"Data Source={restored.Kept};Mode=ReadOnly;Pooling=False");
        await kept.OpenAsync(Stop);
        await using var count = kept.CreateCommand();
        count.CommandText = "SELECT COUNT(*) FROM messages";
        Assert.Equal(4L, await count.ExecuteScalarAsync(Stop));
    }

    [Fact]
    public async Task A_file_that_is_damaged_beyond_reading_can_be_restored_over()
    {
        await TalkAsync(messages: 3);
        await WriteAsync();
        await Chat.StopAsync();
        SqliteConnection.ClearAllPools();
        await File.WriteAllBytesAsync(Chat.Database.FilePath, new byte[4096], Stop);

        Assert.IsType<RestoreBackup.Result.Refused>(await RestoreAsync(Chat));
        Assert.IsType<RestoreBackup.Result.Restored>(await RestoreAsync(Chat, overwrite: true));

        Assert.Equal(3, await MessagesInAsync(Chat));
    }

    [Fact]
    public async Task Nothing_is_restored_under_a_running_server()
    {
        await WriteAsync();
        using var server = Chat.Database.TryClaimFile();

        var refused = Assert.IsType<RestoreBackup.Result.Refused>(await RestoreAsync(Chat, overwrite: true));

        Assert.NotNull(server);
        Assert.Equal("A server is using the data folder. Stop it first.", refused.Reason);
    }
}

public sealed class BackupOnPostgres(PostgresServer server)
    : BackupStories(new PostgresDatabase(server), new PostgresDatabase(server));

public abstract class BackupStories(TestDatabase database, TestDatabase blank) : ChatStories(database)
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loquat-backup-");

    private string Backup => Path.Combine(_folder.FullName, "chat.backup");

    [Fact]
    public async Task A_backup_restores_to_the_same_rows_and_a_log_with_another_name()
    {
        var room = await TalkAsync(messages: 25);
        await Chat.IndexAsync();
        var written = await WriteAsync();
        var restored = await RestoreElsewhereAsync();

        Assert.Equal(25, written.Tables.Single(table => table.Name == "messages").Rows);
        Assert.Equal(written.Tables, restored.Result.Tables);
        await using var node = restored.Node;
        Assert.Equal(await Chat.EventOffsetsAsync(room), await node.EventOffsetsAsync(room));
        Assert.Equal(await TextsInAsync(Chat), await TextsInAsync(node));
        Assert.Equal(25, (await node.FindAsync(Alice, "from:alice", limit: 50)).Messages.Count);
        Assert.NotEqual(await EpochOfAsync(Chat), await EpochOfAsync(node));
        Assert.Equal(0, (await node.AskAsync((CheckDatabase check) => check.ExecuteAsync(_ => { }, Stop))).Findings);
    }

    [Fact]
    public async Task What_people_keep_for_themselves_is_restored_too()
    {
        await OwnThings.KeepAsync(Chat, Alice, await TalkAsync(messages: 2));
        OwnThings.AreAmong((await WriteAsync()).Tables);

        await using var node = (await RestoreElsewhereAsync()).Node;

        await OwnThings.AreThereAsync(node, Alice);
    }

    [Fact]
    public async Task A_restored_chat_goes_on_with_numbers_that_nothing_had_before()
    {
        var room = await TalkAsync(messages: 4);
        await Chat.QueryAsync(db => db.Database.ExecuteSqlRawAsync("""DELETE FROM auth_tokens; DELETE FROM messages WHERE id = 4""", Stop));
        await Chat.QueryAsync(db => db.Database.ExecuteSqlRawAsync("""DELETE FROM thread_events WHERE "offset" = 5; UPDATE threads SET last_offset = 4, last_message_at = (SELECT created FROM messages WHERE id = 3)""", Stop));
        await WriteAsync();

        await using var node = (await RestoreElsewhereAsync()).Node;
        await node.StartAsync();
        var posted = await node.PostedAsync(Alice, room, "news");

        Assert.Equal((5, 5), (posted.Message.Id, posted.Position.Offset));
    }

    [Fact]
    public async Task A_backup_that_is_written_while_people_write_is_of_one_moment()
    {
        var room = await TalkAsync(messages: 50);
        using var enough = new CancellationTokenSource();
        var writing = Enumerable.Range(0, 3).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; !enough.IsCancellationRequested; i++)
                await Chat.PostedAsync(Alice, room, $"{writer} says {i}");
        })).ToList();

        for (var i = 0; i < 3; i++)
        {
            await WriteAsync(overwrite: true);
            Assert.Empty(await VerifyAsync());
        }

        await enough.CancelAsync();
        await Task.WhenAll(writing).Within("the writers end");
    }

    [Fact]
    public async Task It_is_its_owners_alone_and_no_half_of_it_ever_has_its_name()
    {
        await WriteAsync();
        var again = await Chat.AskAsync((BackUp backUp) => backUp.ExecuteAsync(Backup, [], overwrite: false, null, Stop));

        Assert.Equal($"{Backup} exists already.", Assert.IsType<BackUp.Result.Refused>(again).Reason);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(Backup).UnixFileMode);
        Assert.Equal(["chat.backup"], _folder.EnumerateFiles().Select(file => file.Name));
    }

    [Fact]
    public async Task The_keys_go_along()
    {
        await using var node = NewNode(options => options.DataDirectory = Path.Combine(_folder.FullName, "data"));
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "data", "keys"));
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "data", "keys", "key-1.xml"), "<key/>", Stop);
        await node.Database.MigrateAsync(Stop);
        await WriteAsync(node);
        Directory.Delete(Path.Combine(_folder.FullName, "data"), recursive: true);
        if (node.Database.IsPostgres)
            await node.QueryAsync(db => db.Database.ExecuteSqlRawAsync("DELETE FROM users", Stop));

        Assert.IsType<RestoreBackup.Result.Restored>(await RestoreAsync(node));

        var key = new FileInfo(Path.Combine(_folder.FullName, "data", "keys", "key-1.xml"));
        Assert.Equal("<key/>", await File.ReadAllTextAsync(key.FullName, Stop));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, key.UnixFileMode);
    }

    [Theory]
    [InlineData("UPDATE messages SET text = 'changed' WHERE id = 2", "messages has 3 rows that are not the 3 of the manifest.")]
    [InlineData("DELETE FROM members", "members has 0 rows that are not the 1 of the manifest.")]
    [InlineData("DROP TABLE backup_note", "This file is no backup: it has no manifest.")]
    public async Task A_backup_that_was_changed_is_found_out_and_not_restored(string change, string expected)
    {
        await TalkAsync(messages: 3);
        await WriteAsync();
        await using (var file = new SqliteConnection($"Data Source={Backup};Pooling=False"))
        {
            await file.OpenAsync(Stop);
            await using var command = file.CreateCommand();
            command.CommandText = change;
            await command.ExecuteNonQueryAsync(Stop);
        }

        Assert.Equal([expected], await VerifyAsync());
        await blank.CreateAsync();
        await using var node = new TestChat(blank);
        Assert.IsType<RestoreBackup.Result.Refused>(await RestoreAsync(node));
        Assert.False(File.Exists(node.Database.FilePath) && !node.Database.IsPostgres);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await blank.DisposeAsync();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    protected async Task<long> TalkAsync(int messages)
    {
        var room = await Chat.CreateRoomAsync(Alice, "room");
        for (var i = 0; i < messages; i++)
            await Chat.PostedAsync(Alice, room.Id, $"message {i} – 🦜", $"{i}");

        return room.Id;
    }

    protected async Task<BackUp.Result.Written> WriteAsync(TestChat? node = null, bool overwrite = false) => Assert.IsType<BackUp.Result.Written>(
        await (node ?? Chat).AskAsync((BackUp backUp) => backUp.ExecuteAsync(Backup, ["keys"], overwrite, null, Stop)).Within("the backup is written"));

    protected Task<RestoreBackup.Result> RestoreAsync(TestChat node, bool overwrite = false) =>
        node.AskAsync((RestoreBackup restore) => restore.ExecuteAsync(Backup, overwrite, _ => { }, null, Stop)).Within("the backup is restored");

    protected static Task<long> MessagesInAsync(TestChat node) => node.QueryAsync(db => db.Messages.LongCountAsync(Stop));

    private async Task<List<string>> VerifyAsync()
    {
        var found = new List<string>();
        await VerifyBackup.ExecuteAsync(Backup, finding => found.Add(finding.What), Stop);
        return found;
    }

    private async Task<(TestChat Node, RestoreBackup.Result.Restored Result)> RestoreElsewhereAsync()
    {
        await blank.CreateAsync();
        var node = new TestChat(blank);
        return (node, Assert.IsType<RestoreBackup.Result.Restored>(await RestoreAsync(node)));
    }

    private static Task<List<string>> TextsInAsync(TestChat node) =>
        node.QueryAsync(db => db.Messages.OrderBy(message => message.Id).Select(message => message.Text).ToListAsync(Stop));

    private static Task<string> EpochOfAsync(TestChat node) => node.QueryAsync(db => db.Epochs.Select(epoch => epoch.Name).SingleAsync(Stop));
}
