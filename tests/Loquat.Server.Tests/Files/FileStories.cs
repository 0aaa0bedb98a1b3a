using System.Net;
using System.Text.Json;

namespace Loquat.Server.Tests.Files;

public sealed class FilesOnSqlite(DemoOnSqlite demo) : FileStories(demo), IClassFixture<DemoOnSqlite>;

public sealed class FilesOnPostgres(DemoOnPostgres demo) : FileStories(demo), IClassFixture<DemoOnPostgres>;

/// <summary>Files travel with messages.</summary>
public abstract class FileStories(DemoServer demo)
{
    private const string Html = "<script>alert(1)</script>";

    [Fact]
    public async Task A_file_comes_with_its_message_to_everybody_who_sees_it()
    {
        using var john = await FileClient.SignInAsync(demo.Server, "john");
        using var bill = await FileClient.SignInAsync(demo.Server, "bill");
        await using var author = await demo.Server.ConnectAsync("john");
        var room = await RoomAsync(author);
        await using var reader = await demo.Server.ConnectAsync("bill", followsThreads: true);

        var plan = (await john.UploadAsync(room, "plan.png", Pictures.Png(800, 600))).File;
        var notes = (await john.UploadAsync(room, "notes.txt", "remember")).File;
        var posted = await author.CallAsync("thread:publish", $$"""{"id":{{room}},"message":"","files":[{{notes.GetProperty("id")}},{{plan.GetProperty("id")}}]}""");

        Assert.Equal(
            $$"""{"id":{{plan.GetProperty("id")}},"name":"plan.png","type":"image/png","size":{{Pictures.Png(800, 600).Length}},"width":800,"height":600}""",
            plan.GetRawText());
        Assert.Equal($$"""{"id":{{notes.GetProperty("id")}},"name":"notes.txt","type":"application/octet-stream","size":8}""", notes.GetRawText());
        var files = $"[{notes.GetRawText()},{plan.GetRawText()}]";
        Assert.Equal(files, FilesOf(posted.GetProperty("message")));
        Assert.Equal(files, FilesOf(await HeardAsync(reader, room, "message.posted")));
        var history = await reader.CallAsync("thread:history", $$"""{"id":{{room}}}""");
        Assert.Equal(files, FilesOf(Assert.Single(history.GetProperty("messages").EnumerateArray())));
        Assert.Equal("remember", (await bill.DownloadAsync(notes.GetProperty("id").GetInt64())).Text);
    }

    [Fact]
    public async Task A_message_without_files_does_not_speak_of_them()
    {
        await using var john = await demo.Server.ConnectAsync("john");
        var room = await RoomAsync(john);

        var posted = await john.CallAsync("thread:publish", $$"""{"id":{{room}},"message":"hello"}""");
        var refused = await john.RefusalOfAsync("thread:publish", $$"""{"id":{{room}},"message":" ","files":[]}""");

        Assert.False(posted.GetProperty("message").TryGetProperty("files", out _));
        Assert.Equal(400u, refused.Code);
        Assert.EndsWith("[text_empty]", refused.Message, StringComparison.Ordinal);
        Assert.Equal(50_000_000, john.Greeting.GetProperty("limits").GetProperty("fileBytes").GetInt32());
    }

    [Fact]
    public async Task A_message_takes_a_file_along_once_and_a_retry_finds_it()
    {
        using var john = await FileClient.SignInAsync(demo.Server, "john");
        await using var guest = await demo.Server.ConnectAsync("john");
        var room = await RoomAsync(guest);
        var file = await john.BringAsync(room, "a.txt", "a");
        var first = $$"""{"id":{{room}},"message":"first","clientId":"{{Guid.NewGuid()}}","files":[{{file}}]}""";

        var posted = await guest.CallAsync("thread:publish", first);
        var again = await guest.CallAsync("thread:publish", first);
        var second = await guest.RefusalOfAsync("thread:publish", $$"""{"id":{{room}},"message":"second","files":[{{file}}]}""");

        Assert.Equal(posted.GetRawText(), again.GetRawText());
        Assert.Equal((400u, true), (second.Code, second.Message.EndsWith("[file_not_loose]", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.NotFound, (await john.TakeBackAsync(file)).Status);
    }

    [Fact]
    public async Task Only_ones_own_loose_files_of_the_thread_are_taken_along()
    {
        using var john = await FileClient.SignInAsync(demo.Server, "john");
        using var bill = await FileClient.SignInAsync(demo.Server, "bill");
        await using var guest = await demo.Server.ConnectAsync("john");
        var room = await RoomAsync(guest);
        var elsewhere = await john.BringAsync(await RoomAsync(guest), "a.txt", "a");
        var bills = await bill.BringAsync(room, "b.txt", "b");
        var mine = await john.BringAsync(room, "c.txt", "c");

        foreach (var files in new[] { $"{elsewhere}", $"{bills}", "4711", $"{mine},{mine}", $"{mine},{bills}", string.Join(',', Enumerable.Range(1, 11)) })
            Assert.Equal(400u, (await guest.RefusalOfAsync("thread:publish", $$"""{"id":{{room}},"message":"x","files":[{{files}}]}""")).Code);

        Assert.Equal(HttpStatusCode.NotFound, (await john.DownloadAsync(bills)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await john.TakeBackAsync(bills)).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await john.TakeBackAsync(mine)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await john.TakeBackAsync(mine)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await john.DownloadAsync(mine)).Status);
    }

    [Fact]
    public async Task An_edit_leaves_files_as_they_are_and_a_deletion_takes_them_away()
    {
        var before = Contents();
        using var john = await FileClient.SignInAsync(demo.Server, "john");
        await using var guest = await demo.Server.ConnectAsync("john");
        var room = await RoomAsync(guest);
        var file = await john.BringAsync(room, "secret-name.txt", "content");
        var message = (await guest.CallAsync("thread:publish", $$"""{"id":{{room}},"message":"text","files":[{{file}}]}""")).GetProperty("message").GetProperty("id");

        var edited = await guest.CallAsync("message:edit", $$"""{"id":{{message}},"text":""}""");
        Assert.Equal("", edited.GetProperty("message").GetProperty("text").GetString());
        Assert.Equal(file, Assert.Single(edited.GetProperty("message").GetProperty("files").EnumerateArray()).GetProperty("id").GetInt64());
        Assert.Equal("content", (await john.DownloadAsync(file)).Text);
        Assert.Equal(before.Count + 1, Contents().Count);

        var deleted = await guest.CallAsync("message:delete", $$"""{"id":{{message}}}""");
        var log = await john.SendAsync(HttpMethod.Get, $"/v1/threads/{room}/events");

        Assert.False(deleted.GetProperty("message").TryGetProperty("files", out _));
        Assert.Equal(HttpStatusCode.NotFound, (await john.DownloadAsync(file)).Status);
        Assert.Equal(before, Contents());
        Assert.DoesNotContain("secret-name", log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forwarded_message_brings_its_files_where_it_is_read()
    {
        var before = Contents();
        using var john = await FileClient.SignInAsync(demo.Server, "john");
        using var bill = await FileClient.SignInAsync(demo.Server, "bill");
        await using var guest = await demo.Server.ConnectAsync("john");
        var (hidden, open) = (await RoomAsync(guest, isPrivate: true), await RoomAsync(guest));
        var file = await john.BringAsync(hidden, "a.txt", "passed on");
        var message = (await guest.CallAsync("thread:publish", $$"""{"id":{{hidden}},"message":"","files":[{{file}}]}""")).GetProperty("message").GetProperty("id");

        var forwarded = (await guest.CallAsync("message:forward", $$"""{"id":{{message}},"thread":{{open}}}""")).GetProperty("message");
        var copy = Assert.Single(forwarded.GetProperty("files").EnumerateArray()).GetProperty("id").GetInt64();

        Assert.NotEqual(file, copy);
        Assert.Equal("passed on", (await bill.DownloadAsync(copy)).Text);
        Assert.Equal(HttpStatusCode.NotFound, (await bill.DownloadAsync(file)).Status);
        await guest.CallAsync("message:delete", $$"""{"id":{{message}}}""");
        Assert.Equal("passed on", (await bill.DownloadAsync(copy)).Text);
        await guest.CallAsync("message:delete", $$"""{"id":{{forwarded.GetProperty("id")}}}""");
        Assert.Equal(before, Contents());
    }

    [Fact]
    public async Task Nothing_that_is_uploaded_is_ever_active()
    {
        using var john = await FileClient.SignInAsync(demo.Server, "john");
        await using var guest = await demo.Server.ConnectAsync("john");
        var room = await RoomAsync(guest);
        foreach (var (name, content) in new[] { ("page.html", Html), ("picture.svg", $"<svg xmlns=\"http://www.w3.org/2000/svg\">{Html}</svg>"), ("fake.png", Html) })
        {
            var answer = await john.DownloadAsync(await john.BringAsync(room, name, content));

            Assert.Equal((content, "application/octet-stream", "nosniff"), (answer.Text, answer["Content-Type"], answer["X-Content-Type-Options"]));
            Assert.Equal("default-src 'none'; sandbox", answer["Content-Security-Policy"]);
            Assert.Equal($"attachment; filename=\"{name}\"; filename*=UTF-8''{name}", answer["Content-Disposition"]);
            Assert.Equal("private, max-age=31536000, immutable", answer["Cache-Control"]);
        }

        var picture = await john.DownloadAsync((await john.UploadAsync(room, "x.html", Pictures.Png(1, 1))).FileId);
        Assert.Equal(("image/png", "nosniff"), (picture["Content-Type"], picture["X-Content-Type-Options"]));
        Assert.StartsWith("inline;", picture["Content-Disposition"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_download_can_go_on_where_it_stopped_and_need_not_be_repeated()
    {
        using var john = await FileClient.SignInAsync(demo.Server, "john");
        await using var guest = await demo.Server.ConnectAsync("john");
        var file = await john.BringAsync(await RoomAsync(guest), "a.txt", "0123456789");

        var all = await john.DownloadAsync(file);
        var part = await john.DownloadAsync(file, ("Range", "bytes=3-5"));
        var beyond = await john.DownloadAsync(file, ("Range", "bytes=10-"));
        var known = await john.DownloadAsync(file, ("If-None-Match", all["ETag"]));
        var head = await john.SendAsync(HttpMethod.Head, $"/files/{file}/a.txt");

        Assert.Equal((HttpStatusCode.PartialContent, "345", "bytes 3-5/10"), (part.Status, part.Text, part["Content-Range"]));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.Status);
        Assert.Equal((HttpStatusCode.NotModified, ""), (known.Status, known.Text));
        Assert.Equal((HttpStatusCode.OK, "10", ""), (head.Status, head["Content-Length"], head.Text));
    }

    [Fact]
    public async Task A_repeated_upload_finds_the_first()
    {
        var before = Contents();
        using var john = await FileClient.SignInAsync(demo.Server, "john");
        await using var guest = await demo.Server.ConnectAsync("john");
        var room = await RoomAsync(guest);
        var key = Guid.NewGuid().ToString();

        var first = await john.UploadAsync(room, "a.txt", "a", key);
        var again = await john.UploadAsync(room, "a.txt", "a", key);
        var elsewhere = await john.UploadAsync(await RoomAsync(guest), "a.txt", "a", key);

        Assert.Equal(first.FileId, again.FileId);
        Assert.Equal((HttpStatusCode.Conflict, "client_id_used"), (elsewhere.Status, elsewhere.Reason));
        await john.TakeBackAsync(first.FileId);
        Assert.Equal(before, Contents());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("..")]
    [InlineData("folder/")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("photo\u202Egnp.exe")]
    [InlineData("256")]
    public async Task A_file_is_not_called_just_anything(string name)
    {
        var before = Contents();
        using var john = await FileClient.SignInAsync(demo.Server, "john");

        var refused = await john.UploadAsync(1, name == "256" ? new string('x', 256) : name, "a");

        Assert.Equal((HttpStatusCode.BadRequest, "file_name_invalid"), (refused.Status, refused.Reason));
        Assert.Equal(before, Contents());
    }

    [Theory]
    [InlineData("../../etc/passwd", "passwd", "attachment; filename=\"passwd\"; filename*=UTF-8''passwd")]
    [InlineData(@"C:\Users\john\plan.txt", "plan.txt", "attachment; filename=\"plan.txt\"; filename*=UTF-8''plan.txt")]
    [InlineData("a\"; filename=\"b.exe", "a\"; filename=\"b.exe", "attachment; filename=\"a__ filename__b.exe\"; filename*=UTF-8''a%22%3B%20filename%3D%22b.exe")]
    [InlineData("Übersicht ⚘.txt", "Übersicht ⚘.txt", "attachment; filename=\"_bersicht _.txt\"; filename*=UTF-8''%C3%9Cbersicht%20%E2%9A%98.txt")]
    public async Task A_name_means_nothing_to_the_disk_and_breaks_out_of_no_header(string given, string shown, string header)
    {
        using var john = await FileClient.SignInAsync(demo.Server, "john");

        var file = (await john.UploadAsync(1, given, "a")).File;
        var answer = await john.DownloadAsync(file.GetProperty("id").GetInt64());
        await john.TakeBackAsync(file.GetProperty("id").GetInt64());

        Assert.Equal(shown, file.GetProperty("name").GetString());
        Assert.Equal(header, answer["Content-Disposition"]);
    }

    [Fact]
    public async Task Who_is_not_signed_in_or_may_not_see_gets_nothing()
    {
        using var nobody = FileClient.Nobody(demo.Server);
        using var bill = await FileClient.SignInAsync(demo.Server, "bill");
        using var john = await FileClient.SignInAsync(demo.Server, "john");
        await using var owner = await demo.Server.ConnectAsync("john");
        var room = await RoomAsync(owner, isPrivate: true);
        var (loose, sent) = (await john.BringAsync(room, "a.txt", "loose"), await john.BringAsync(room, "a.txt", "sent"));
        await owner.CallAsync("thread:publish", $$"""{"id":{{room}},"message":"","files":[{{sent}}]}""");
        var bills = (await bill.SendAsync(HttpMethod.Get, "/v1/me")).Json.GetProperty("user").GetProperty("id");

        // A stranger, a reader, a member, and somebody who was one; each with what they get: the sent file, the loose one, and may they bring one?
        (string? Call, int Sent, int Bring)[] table =
        [
            (null, 404, 404),
            ("thread:invite {}", 200, 201),
            ("thread:role {\"role\":\"reader\"}", 200, 403),
            ("thread:remove {}", 404, 404),
        ];
        foreach (var (call, expectedSent, expectedBring) in table)
        {
            if (call?.Split(' ', 2) is [var method, var fields])
                await owner.CallAsync(method, $$"""{"id":{{room}},"user":{{bills}}{{(fields.Length > 2 ? "," : "")}}{{fields[1..^1]}}}""");

            Assert.Equal(expectedSent, (int)(await bill.DownloadAsync(sent)).Status);
            Assert.Equal(404, (int)(await bill.DownloadAsync(loose)).Status);
            Assert.Equal(expectedBring, (int)(await bill.UploadAsync(room, "b.txt", "b")).Status);
            Assert.Equal(401, (int)(await nobody.DownloadAsync(sent)).Status);
        }

        Assert.Equal(401, (int)(await nobody.UploadAsync(room, "b.txt", "b")).Status);
        Assert.Equal("loose", (await john.DownloadAsync(loose)).Text);
    }

    private static string FilesOf(JsonElement message) => message.GetProperty("files").GetRawText();

    private static async Task<JsonElement> HeardAsync(Guest reader, long room, string type)
    {
        while (true)
        {
            var (channel, _, data) = await reader.NextAsync();
            if (channel == $"thread:{room}" && data.GetProperty("type").GetString() == type)
                return data.GetProperty("message");
        }
    }

    private static async Task<long> RoomAsync(Guest owner, bool isPrivate = false) =>
        (await owner.CallAsync("thread:create", JsonSerializer.Serialize(new { name = "files", @private = isPrivate }))).GetProperty("thread").GetProperty("id").GetInt64();

    /// <summary>What lies in the folder; other tests of this class left things there.</summary>
    private SortedSet<string> Contents() => new(
        Directory.EnumerateFiles(Path.Combine(demo.Server.Folder.FullName, "files"), "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file)[0] != '.'),
        StringComparer.Ordinal);
}
