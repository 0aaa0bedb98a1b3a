using System.Net;
using Loquat.Server.Hosting;
using Loquat.Server.Tests.Commands;
using Loquat.Testing;

namespace Loquat.Server.Tests.Hosting;

/// <summary>Keys that cannot be read would fail every form: it is said when the server starts, and by readiness while it runs.</summary>
public sealed class KeyFilesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<key id=\"7\"><creationDate>2026-")]
    [InlineData("not a key")]
    public async Task A_server_with_a_broken_key_does_not_start_and_says_which_it_is(string content)
    {
        await using var server = await LoquatServer.StartAsync();
        var key = Path.Combine(server.Folder.FullName, "keys", "key-7.xml");

        var problem = await Assert.ThrowsAsync<CannotServeException>(() => server.RestartAsync(() => File.WriteAllTextAsync(key, content, Stop)));

        Assert.StartsWith($"{key} is no whole key", problem.Message);
    }

    [Fact]
    public async Task A_server_whose_keys_are_whole_starts_again_and_takes_the_forms_of_before()
    {
        await using var server = await LoquatServer.StartAsync();
        using var http = new HttpClient { BaseAddress = server.Url };
        Assert.Contains("<form", await http.GetStringAsync("/login", Stop).Within("the form comes"));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(server.Folder.FullName, "keys"), "*.xml"));

        await server.RestartAsync();

        using var again = new HttpClient { BaseAddress = server.Url };
        Assert.Equal("Healthy", await again.GetStringAsync("/health/ready", Stop).Within("readiness is told"));
    }

    [Fact]
    public async Task Readiness_tells_of_keys_that_broke_while_the_server_runs()
    {
        await using var server = await LoquatServer.StartAsync();
        using var http = new HttpClient { BaseAddress = server.Url };
        Directory.Delete(Path.Combine(server.Folder.FullName, "keys"), recursive: true);

        using var answer = await http.GetAsync("/health/ready", Stop).Within("readiness is told");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.StartsWith($"Degraded\nThe folder of the keys of forms, {Path.Combine(server.Folder.FullName, "keys")},", await answer.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task The_program_says_in_one_line_what_is_in_the_way_of_the_keys()
    {
        var data = Directory.CreateTempSubdirectory("loquat-test-");
        try
        {
            var keys = Path.Combine(data.FullName, "keys");
            await File.WriteAllTextAsync(keys, "not a folder", Stop);

            var (code, _, error) = await LoquatProgram.RunAsync(data, "serve --urls http://127.0.0.1:0");

            Assert.Equal((1, $"loquat: {keys} is a file, and has to be a folder."), (code, error.TrimEnd()));
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }
}
