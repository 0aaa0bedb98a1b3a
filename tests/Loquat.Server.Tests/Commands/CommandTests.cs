namespace Loquat.Server.Tests.Commands;

/// <summary>The program as a shell runs it.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loquat-command-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("--help", "serve")]
    [InlineData("serve --help", "--realtime-urls")]
    [InlineData("db seed --help", "--messages")]
    [InlineData("user password --help", "--password-stdin")]
    public async Task Every_command_explains_itself(string arguments, string mentioned)
    {
        var (code, output, _) = await RunAsync(arguments);

        Assert.Equal(0, code);
        Assert.Contains(mentioned, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("bogus")]
    [InlineData("serve --bogus")]
    [InlineData("user add")]
    [InlineData("db seed --messages many")]
    [InlineData("db seed --messages -1")]
    public async Task Wrong_usage_exits_with_2(string arguments)
    {
        var (code, _, error) = await RunAsync(arguments);

        Assert.Equal(2, code);
        Assert.NotEmpty(error);
    }

    [Fact]
    public async Task An_account_is_made_listed_and_never_takes_a_password_as_an_argument()
    {
        Assert.Equal(0, (await RunAsync("db migrate")).Code);
        Assert.Equal(0, (await RunAsync("user add ann --password-stdin", "a good password\n")).Code);
        var again = await RunAsync("user add ann --password-stdin", "a good password\n");
        var weak = await RunAsync("user add ben --password-stdin", "short\n");
        var argument = await RunAsync("user add ben secret-password");
        var nobody = await RunAsync("user password nobody --password-stdin", "a good password\n");
        var list = await RunAsync("user list");

        Assert.Equal((1, 1, 2, 1), (again.Code, weak.Code, argument.Code, nobody.Code));
        Assert.Contains("taken", again.Error, StringComparison.Ordinal);
        Assert.Contains("\tann\tMember\t", list.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seeding_adds_what_was_asked_for_and_nobody_can_sign_in_as_it()
    {
        var seed = await RunAsync("db seed --messages 250 --threads 2 --users 3");
        var tables = await RunAsync("db list");
        var seeded = await RunAsync("db table users");
        await RunAsync("user add ann --password-stdin", "a good password\n");
        var users = await RunAsync("db table users");
        var unknown = await RunAsync("db table sqlite_master");

        Assert.Equal((0, 0, 0, 1), (seed.Code, tables.Code, users.Code, unknown.Code));
        Assert.Contains("messages\t250\t", tables.Output, StringComparison.Ordinal);
        Assert.Contains("threads\t2\t", tables.Output, StringComparison.Ordinal);
        var hash = seeded.Output.Split('\n')[0].Split('\t').IndexOf("password_hash");
        Assert.All(seeded.Output.TrimEnd().Split('\n')[1..], row => Assert.Empty(row.Split('\t')[hash]));
        Assert.Equal("•••", users.Output.TrimEnd().Split('\n')[^1].Split('\t')[hash]);
        Assert.DoesNotContain("AQAAAA", users.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Loquat__SignIn__FailuresPerAddress", "0", "Loquat:SignIn:FailuresPerAddress")]
    [InlineData("Loquat__Rates__Changes__Burst", "0", "Loquat:Rates:Changes:Burst")]
    [InlineData("Loquat__Rates__Calls__PerMinute", "plenty", "Loquat:Rates:Calls:PerMinute")]
    [InlineData("Loquat__Limits__MaxConnections", "many", "Loquat:Limits:MaxConnections")]
    [InlineData("Loquat__Urls", "ftp://x", "Loquat:Urls")]
    [InlineData("Loquat__RealtimeUrls", "http://not-a-host:x", "Loquat:RealtimeUrls")]
    [InlineData("Realtime__Namespaces__thread__AllowPublishForClient", "true", "Realtime:Namespaces:thread:AllowPublishForClient")]
    [InlineData("Loquat__Forwarding__Proxies__0", "the proxy", "Loquat:Forwarding:Proxies")]
    [InlineData("Loquat__Colour", "red", "Loquat:Colour")]
    [InlineData("Realtime__PongTimeout", "01:00:00", "PongTimeout")]
    [InlineData("Chat__MaxGroup", "0", "Chat:MaxGroup")]
    [InlineData("Proxy__Urls", "http://0.0.0.0:10001", "Proxy:Secret")]
    public async Task A_wrong_key_is_named_by_the_check_and_by_the_start(string variable, string value, string named)
    {
        var check = await RunAsync("config check", variables: (variable, value));
        var serve = await RunAsync("serve", variables: (variable, value));

        foreach (var (code, _, error) in new[] { check, serve })
        {
            Assert.Equal(1, code);
            Assert.Contains(named, error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        }
        Assert.False(File.Exists(Path.Combine(_folder.FullName, "loquat.db")));
    }

    [Fact]
    public async Task A_good_configuration_passes_and_every_key_is_documented()
    {
        var check = await RunAsync("config check");
        var doc = await RunAsync("config doc");

        Assert.Equal((0, 0), (check.Code, doc.Code));
        var keys = doc.Output.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).ToList();
        Assert.Contains(keys, line => line.StartsWith("| `Loquat:SignIn:FailureWindow` | `00:01:00` | How long", StringComparison.Ordinal));
        Assert.All(keys, line => Assert.False(line.EndsWith("|  |", StringComparison.Ordinal), $"{line} says nothing."));
    }

    [Fact]
    public async Task A_demo_is_refused_on_an_open_address_before_it_makes_anything()
    {
        var (code, _, error) = await RunAsync("serve --demo --urls http://0.0.0.0:0");

        Assert.Equal(1, code);
        Assert.Contains("loopback", error, StringComparison.Ordinal);
        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    private Task<(int Code, string Output, string Error)> RunAsync(string arguments, string input = "", params (string Name, string Value)[] variables) =>
        LoquatProgram.RunAsync(_folder, arguments, input, variables);
}
