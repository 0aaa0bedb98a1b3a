using System.Net;
using System.Net.Sockets;
using System.Text;
using Loquat.Server.Tests.Outages;
using Loquat.Testing;

namespace Loquat.Server.Tests.Files;

/// <summary>What an upload may take of the server: bytes, time, and a disk.</summary>
public sealed class UploadTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_may_be_bigger_than_any_other_request_and_has_a_limit_of_its_own()
    {
        await using var server = await LoquatServer.StartAsync(settings: [("Files:MaxBytes", "3000000")]);
        using var john = await FileClient.SignInAsync(server, "john");
        await using var guest = await server.ConnectAsync("john");

        var fits = await john.UploadAsync(1, "a.bin", new byte[3_000_000]);
        var tooLarge = await john.UploadAsync(1, "a.bin", new byte[3_000_001]);
        using var unknown = new StreamContent(new Endless(3_000_001));
        var unannounced = await john.SendAsync(HttpMethod.Post, "/v1/threads/1/files?name=a.bin", unknown, ("Transfer-Encoding", "chunked"));
        using var talk = new StringContent(new string('x', 2_000_000), Encoding.UTF8, "application/json");
        var otherwise = await john.SendAsync(HttpMethod.Post, "/v1/threads/1/messages", talk);

        Assert.Equal(3_000_000, fits.File.GetProperty("size").GetInt32());
        foreach (var refused in new[] { tooLarge, unannounced })
            Assert.Equal((413, "file_too_large", 3_000_000), ((int)refused.Status, refused.Reason, refused.Json.GetProperty("limit").GetInt32()));
        Assert.Equal(413, (int)otherwise.Status);
        Assert.Equal(3_000_000, guest.Greeting.GetProperty("limits").GetProperty("fileBytes").GetInt32());
        Assert.Single(Contents(Path.Combine(server.Folder.FullName, "files")));
    }

    [Fact]
    public async Task A_body_that_does_not_come_is_given_up_and_leaves_nothing()
    {
        await using var server = await LoquatServer.StartAsync();
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Url.Host, server.Url.Port, Stop);
        await using var stream = socket.GetStream();
        var head = $"POST /v1/threads/1/files?name=slow.txt HTTP/1.1\r\nHost: {server.Url.Authority}\r\nAuthorization: Bearer {await server.BearerOfAsync("john")}\r\nContent-Length: 1000000\r\n\r\nx";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), Stop);

        using var reader = new StreamReader(stream);
        var answer = await reader.ReadLineAsync(Stop).AsTask().Within("the server gives up", TimeSpan.FromMinutes(2));

        Assert.Equal("HTTP/1.1 408 Request Timeout", answer);
        Assert.Empty(Contents(Path.Combine(server.Folder.FullName, "files")));
    }

    [Fact]
    public async Task A_full_disk_is_told_and_nothing_is_lost()
    {
        var disk = Directory.CreateTempSubdirectory("loquat-files-");
        var isMounted = await Shell.TryAsync("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.FullName);
        Assert.SkipUnless(isMounted, "Only root can mount a small disk.");
        try
        {
            await using var server = await LoquatServer.StartAsync(settings: [("Files:Folder", disk.FullName)]);
            using var john = await FileClient.SignInAsync(server, "john");
            var before = await john.BringAsync(1, "a.txt", "before");

            var refused = await john.UploadAsync(1, "b.bin", new byte[4 << 20]);

            Assert.Equal((507, "application/problem+json"), ((int)refused.Status, refused["Content-Type"]));
            Assert.Equal("before", (await john.DownloadAsync(before)).Text);
            Assert.Equal(HttpStatusCode.Created, (await john.UploadAsync(1, "c.bin", new byte[1 << 20])).Status);
            Assert.Equal(2, Contents(disk.FullName).Count());
        }
        finally
        {
            await Shell.RunAsync("umount", "-l", disk.FullName);
            disk.Delete();
        }
    }

    [Fact]
    public async Task Uploads_come_out_of_the_budget_of_whoever_sends_them()
    {
        await using var server = await LoquatServer.StartAsync(
            settings: [("Loquat:Rates:Enabled", "true"), ("Loquat:Rates:Changes:Burst", "2"), ("Loquat:Rates:Changes:PerMinute", "1")]);
        using var john = await FileClient.SignInAsync(server, "john");

        await john.BringAsync(1, "a.txt", "a");
        await john.BringAsync(1, "b.txt", "b");
        var refused = await john.UploadAsync(1, "c.txt", "c");

        Assert.Equal((429, "too_fast"), ((int)refused.Status, refused.Reason));
        Assert.NotEqual("", refused["Retry-After"]);
    }

    private static IEnumerable<string> Contents(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file)[0] != '.');

    /// <summary>A body that does not say how long it is.</summary>
    private sealed class Endless(int bytes) : MemoryStream(new byte[bytes])
    {
        public override bool CanSeek => false;
    }
}
