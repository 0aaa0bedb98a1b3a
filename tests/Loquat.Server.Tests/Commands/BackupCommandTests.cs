using Loquat.Testing;

namespace Loquat.Server.Tests.Commands;

public sealed class BackupCommandsOnSqlite : BackupCommandTests
{
    protected override Task<string?> ConnectionStringAsync() => Task.FromResult<string?>(null);
}

public sealed class BackupCommandsOnPostgres(PostgresServer postgres) : BackupCommandTests
{
    protected override async Task<string?> ConnectionStringAsync() => await postgres.CreateDatabaseAsync();
}

/// <summary>What docs/operations.md tells an operator to type.</summary>
public abstract class BackupCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loquat-backup-command-");

    private string Backup => Path.Combine(_folder.FullName, "chat.backup");

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_running_server_is_backed_up_checked_and_brought_back_as_it_was()
    {
        var postgres = await ConnectionStringAsync();
        (string, string)[] where = postgres is null ? [] : [("ConnectionStrings__Chat", postgres)];
        await using var server = await LoquatServer.StartAsync(postgres);
        await SayAsync(server, "kept");
        // The first form makes the key that the backup has to hold.
        using (var http = new HttpClient { BaseAddress = server.Url })
            await http.GetStringAsync("/login", TestContext.Current.CancellationToken);

        var check = await LoquatProgram.RunAsync(server.Folder, "db check", "", where);
        var backup = await LoquatProgram.RunAsync(server.Folder, $"db backup {Backup}", "", where);
        await SayAsync(server, "lost");
        var tooEarly = await LoquatProgram.RunAsync(server.Folder, $"db restore {Backup} --overwrite", "", where);
        var verified = await LoquatProgram.RunAsync(server.Folder, $"db restore {Backup} --verify", "", where);
        var keys = Directory.GetFiles(Path.Combine(server.Folder.FullName, "keys"));
        await server.RestartAsync(async () =>
        {
            Array.ForEach(keys, File.Delete);
            var refused = await LoquatProgram.RunAsync(server.Folder, $"db restore {Backup}", "", where);
            var restored = await LoquatProgram.RunAsync(server.Folder, $"db restore {Backup} --overwrite", "", where);
            var checkAgain = await LoquatProgram.RunAsync(server.Folder, "db check", "", where);

            Assert.Equal((1, 0, 0), (refused.Code, restored.Code, checkAgain.Code));
            Assert.Contains("holds a chat already", refused.Error, StringComparison.Ordinal);
            Assert.Contains("Restored.", restored.Output, StringComparison.Ordinal);
        });

        Assert.Equal((0, 0, 1, 0), (check.Code, backup.Code, tooEarly.Code, verified.Code));
        Assert.Contains("0 findings", check.Output, StringComparison.Ordinal);
        Assert.Contains($"Wrote {Backup}", backup.Output, StringComparison.Ordinal);
        Assert.Contains("Stop it first", tooEarly.Error, StringComparison.Ordinal);
        Assert.Contains("0 findings", verified.Output, StringComparison.Ordinal);
        Assert.NotEmpty(keys);
        Assert.All(keys, key => Assert.True(File.Exists(key)));
        await using var john = await server.ConnectAsync("john");
        var history = await john.CallAsync("thread:history", """{"id":1}""");
        Assert.Equal(["kept"], history.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("text").GetString()));
    }

    protected abstract Task<string?> ConnectionStringAsync();

    private static async Task SayAsync(LoquatServer server, string text)
    {
        await using var john = await server.ConnectAsync("john");
        await john.CallAsync("thread:publish", $$"""{"id":1,"message":"{{text}}"}""");
    }
}

/// <summary>Exit codes and words where something is wrong.</summary>
public sealed class MaintenanceCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loquat-maintenance-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("db check", "There is no database")]
    [InlineData("db backup chat.backup", "There is no database")]
    [InlineData("db restore nothing.backup", "There is no file nothing.backup")]
    [InlineData("db restore nothing.backup --verify", "There is no file nothing.backup")]
    [InlineData("move --to Host=127.0.0.1;Port=1", "There is no database")]
    public async Task What_is_not_there_is_said_and_nothing_is_made(string arguments, string expected)
    {
        var (code, output, error) = await LoquatProgram.RunAsync(_folder, arguments);

        Assert.Equal(1, code);
        Assert.Contains(expected, output + error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.EnumerateFiles(), file => !file.Name.StartsWith('.'));
    }

    [Fact]
    public async Task Two_servers_do_not_share_a_file()
    {
        await using var server = await LoquatServer.StartAsync();

        var second = await LoquatProgram.RunAsync(server.Folder, $"serve --demo --data {server.Folder.FullName} --urls http://127.0.0.1:0");

        Assert.Equal(1, second.Code);
        Assert.Contains("Another process is using", second.Error, StringComparison.Ordinal);
        Assert.All(
            server.Folder.EnumerateFiles(),
            file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, file.UnixFileMode));
    }
}
