using System.Text;
using Loquat.Chat.Files;
using Loquat.Chat.Maintenance;
using Loquat.Chat.Messages;
using Loquat.Testing;
using Microsoft.Data.Sqlite;

namespace Loquat.Chat.Tests.Files;

public sealed class KeepingOnSqlite() : KeepingStories(new SqliteFile());

public sealed class KeepingOnPostgres(PostgresServer server) : KeepingStories(new PostgresDatabase(server));

/// <summary>What a file holds is there as long as a row names it, and not much longer.</summary>
public abstract class KeepingStories(TestDatabase database) : ChatStories(database)
{
    private static readonly string Stray = new('a', ContentFolder.KeyLength);

    [Fact]
    public async Task Two_messages_of_one_group_do_not_take_the_same_file()
    {
        var room = await Chat.CreateRoomAsync(Alice, "room");
        var file = (await StoredAsync(room.Id, "content")).Id;
        await using var node = NewNode();
        var posts = Enumerable.Range(0, 2).Select(_ => PostAsync(node, room.Id, file)).ToList();

        await node.StartAsync();
        var results = await Task.WhenAll(posts).Within("both are answered");

        var posted = Assert.Single(results.OfType<PostMessage.Result.Posted>());
        Assert.Equal(file, Assert.Single(posted.Message.Files!).Id);
        Assert.Equal(ReasonCode.FileNotLoose, Assert.Single(results.OfType<PostMessage.Result.Invalid>()).Reason.Code);
        await SoundAsync();
    }

    [Fact]
    public async Task An_upload_that_breaks_leaves_nothing()
    {
        var room = await Chat.CreateRoomAsync(Alice, "room");

        await Assert.ThrowsAsync<IOException>(() => UploadAsync(Chat, room.Id, new BreakingStream(100_000)));

        Assert.Empty(Contents());
    }

    [Fact]
    public async Task What_is_too_much_is_noticed_while_it_comes()
    {
        var room = await Chat.CreateRoomAsync(Alice, "room");
        await using var small = new TestChat(Database, null, files => files.MaxBytes = 1000);

        Assert.IsType<UploadFile.Result.Stored>(await UploadAsync(small, room.Id, Bytes(1000)));
        Assert.Equal(1000, Assert.IsType<UploadFile.Result.TooLarge>(await UploadAsync(small, room.Id, Bytes(1001))).Limit);
        Assert.Equal(1000, Assert.IsType<UploadFile.Result.TooLarge>(await UploadAsync(small, room.Id, new BreakingStream(100_000), length: 100_000)).Limit);
        Assert.Single(Contents());
    }

    [Fact]
    public async Task One_person_has_only_so_much_lying_around()
    {
        var room = await Chat.CreateRoomAsync(Alice, "room");
        await using var small = new TestChat(Database, null, files => files.LooseBytes = 1000);
        var first = Assert.IsType<UploadFile.Result.Stored>(await UploadAsync(small, room.Id, Bytes(600), length: 600)).File.Id;

        Assert.IsType<UploadFile.Result.TooManyWaiting>(await UploadAsync(small, room.Id, Bytes(401), length: 401));
        Assert.IsType<PostMessage.Result.Posted>(await PostAsync(Chat, room.Id, first));
        Assert.IsType<UploadFile.Result.Stored>(await UploadAsync(small, room.Id, Bytes(401), length: 401));
    }

    [Fact]
    public void Empty_files_come_beside_others_and_count_for_nothing()
    {
        var allowance = new LooseAllowance();
        var (empty, other, alsoEmpty) = (allowance.Take(Alice, 0), allowance.Take(Alice, 600), allowance.Take(Alice, 0));

        foreach (var claim in new[] { other, empty, alsoEmpty })
            claim.Dispose();

        using var next = allowance.Take(Alice, 5);
        Assert.Equal(5, next.All);
    }

    [Fact]
    public async Task What_waits_too_long_for_a_message_goes_and_what_has_one_stays()
    {
        var room = await Chat.CreateRoomAsync(Alice, "room");
        var (sent, loose) = (await StoredAsync(room.Id, "sent"), await StoredAsync(room.Id, "loose"));
        await PostAsync(Chat, room.Id, sent.Id);

        Chat.Clock.Advance(TimeSpan.FromHours(23));
        Assert.True((await SweepAsync(Chat)).IsNothing);
        Chat.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(1, (await SweepAsync(Chat)).Loose);

        Assert.Single(Contents());
        Assert.NotNull(await ShowAsync(Chat, sent.Id));
        Assert.Null(await ShowAsync(Chat, loose.Id));
        await SoundAsync();
    }

    [Fact]
    public async Task What_a_killed_process_left_is_swept_when_it_is_found_a_second_time()
    {
        var room = await Chat.CreateRoomAsync(Alice, "room");
        await StoredAsync(room.Id, "content");
        var part = Directory.CreateDirectory(Path.Combine(Database.FilesFolder, Stray[..2])).FullName;
        await File.WriteAllTextAsync(Path.Combine(part, Stray), "content without a row", Stop);
        await File.WriteAllTextAsync(Path.Combine(part, Stray[1..] + "b.partial"), "half of it", Stop);
        await File.WriteAllTextAsync(Path.Combine(part, "README"), "somebody else's", Stop);

        Assert.True((await SweepAsync(Chat)).IsNothing);
        Assert.Equal(4, Contents().Count);
        Assert.Equal(1, (await SweepAsync(Chat)).Contents);

        Assert.Equal(2, Contents().Count);
        Assert.DoesNotContain(Contents(), path => path.Contains(Stray[1..], StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_node_with_another_folder_says_so_and_touches_nothing()
    {
        var room = await Chat.CreateRoomAsync(Alice, "room");
        var file = await StoredAsync(room.Id, "content");
        var mark = Path.Combine(Database.FilesFolder, ContentFolder.MarkFile);
        var name = await File.ReadAllTextAsync(mark, Stop);
        await File.WriteAllTextAsync(mark, "0123456789abcdef", Stop);
        Expected.Add(3010);
        Chat.Clock.Advance(TimeSpan.FromHours(25));

        Assert.IsType<UploadFile.Result.Unavailable>(await UploadAsync(Chat, room.Id, Bytes(10)));
        Assert.True((await SweepAsync(Chat)).IsNothing);
        Assert.Single(Chat.Lines.Troubles, line => line.Id == 3010);

        await File.WriteAllTextAsync(mark, name, Stop);
        Assert.IsType<UploadFile.Result.Stored>(await UploadAsync(Chat, room.Id, Bytes(10)));
        Assert.NotNull(await ShowAsync(Chat, file.Id));
    }

    [Fact]
    public async Task A_check_finds_content_that_is_missing_or_cut_short()
    {
        var room = await Chat.CreateRoomAsync(Alice, "room");
        var (whole, cut, lost) = (await StoredAsync(room.Id, "whole"), await StoredAsync(room.Id, "cut"), await StoredAsync(room.Id, "lost"));
        await PostAsync(Chat, room.Id, whole.Id);
        File.Delete(await PathOfAsync("lost"));
        await File.WriteAllTextAsync(await PathOfAsync("cut"), "c", Stop);

        var findings = new List<Finding>();
        await Chat.AskAsync((CheckDatabase check) => check.ExecuteAsync(findings.Add, Stop));

        string[] expected = [$"The content of file {cut.Id} has 1 bytes and not 3.", $"The content of file {lost.Id} is not in {Database.FilesFolder}."];
        Assert.Equal(expected.Order(StringComparer.Ordinal), findings.Select(finding => finding.What).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_restored_backup_has_what_its_files_held()
    {
        var room = await Chat.CreateRoomAsync(Alice, "room");
        var large = await StoredAsync(room.Id, new string('x', 3 << 20));
        var message = Assert.IsType<PostMessage.Result.Posted>(await PostAsync(Chat, room.Id, large.Id)).Message.Id;
        var backup = Path.Combine(Database.FilesFolder, "..", $"loquat-{Guid.NewGuid():N}.backup");
        try
        {
            var written = Assert.IsType<BackUp.Result.Written>(await Chat.AskAsync((BackUp write) => write.ExecuteAsync(backup, [], false, null, Stop)));
            await Chat.AskAsync((DeleteMessage delete) => delete.ExecuteAsync(Alice, message, null, Stop));
            Assert.Empty(Contents());
            await Chat.StopAsync();
            SqliteConnection.ClearAllPools();
            Assert.IsType<RestoreBackup.Result.Restored>(
                await Chat.AskAsync((RestoreBackup restore) => restore.ExecuteAsync(backup, true, finding => Assert.Fail(finding.What), null, Stop)));

            Assert.Equal(0, written.Missing);
            Assert.Equal(3 << 20, new FileInfo(Assert.Single(Contents())).Length);
            await SoundAsync();
        }
        finally
        {
            File.Delete(backup);
        }
    }

    [Fact]
    public async Task While_a_backup_is_written_nothing_is_deleted()
    {
        var room = await Chat.CreateRoomAsync(Alice, "room");
        var file = await StoredAsync(room.Id, "content");
        var message = Assert.IsType<PostMessage.Result.Posted>(await PostAsync(Chat, room.Id, file.Id)).Message.Id;

        using (await Chat.AskAsync((ContentFolder folder) => folder.TakeTurnAsync(Stop)))
            await Chat.AskAsync((DeleteMessage delete) => delete.ExecuteAsync(Alice, message, null, Stop));

        Assert.Single(Contents());
        await SweepAsync(Chat);
        Assert.Equal(1, (await SweepAsync(Chat)).Contents);
        Assert.Empty(Contents());
    }

    private async Task SoundAsync() => await Chat.AskAsync((CheckDatabase check) => check.ExecuteAsync(finding => Assert.Fail(finding.ToString()), Stop));

    private async Task<FileView> StoredAsync(long room, string content) =>
        Assert.IsType<UploadFile.Result.Stored>(await UploadAsync(Chat, room, new MemoryStream(Encoding.UTF8.GetBytes(content)))).File;

    private Task<UploadFile.Result> UploadAsync(TestChat chat, long room, Stream body, long? length = null) =>
        chat.AskAsync((UploadFile upload) => upload.ExecuteAsync(Alice, room, "file.txt", null, body, length, Stop)).Within("the upload is answered");

    private Task<PostMessage.Result> PostAsync(TestChat chat, long room, long file) =>
        chat.AskAsync((PostMessage post) => post.ExecuteAsync(Alice, room, "", null, Stop, files: [file])).Within("the message is answered");

    private static Task<SweepFiles.Swept> SweepAsync(TestChat chat) => chat.AskAsync((SweepFiles sweep) => sweep.ExecuteAsync(Stop)).Within("the sweep ends");

    private async Task<FileStream?> ShowAsync(TestChat chat, long file)
    {
        var shown = await chat.AskAsync((ShowFile show) => show.ExecuteAsync(Alice, file, Stop));
        shown?.Content?.Dispose();
        return shown?.Content;
    }

    private async Task<string> PathOfAsync(string content)
    {
        foreach (var path in Contents())
        {
            if (await File.ReadAllTextAsync(path, Stop) == content)
                return path;
        }

        throw new InvalidOperationException($"No file holds \"{content}\".");
    }

    private List<string> Contents() =>
        [.. Directory.EnumerateFiles(Database.FilesFolder, "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path)[0] != '.')];

    private static MemoryStream Bytes(int count) => new(new byte[count]);

    /// <summary>A client that goes away in the middle.</summary>
    private sealed class BreakingStream(int bytes) : MemoryStream(new byte[bytes])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var count ? count : throw new IOException("The connection is gone.");
    }
}
