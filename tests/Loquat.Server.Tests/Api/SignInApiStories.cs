using System.Net;
using System.Text.Json;

namespace Loquat.Server.Tests.Api;

public sealed class SignInApiOnSqlite(DemoOnSqlite demo) : SignInApiStories(demo), IClassFixture<DemoOnSqlite>;

public sealed class SignInApiOnPostgres(DemoOnPostgres demo) : SignInApiStories(demo), IClassFixture<DemoOnPostgres>;

/// <summary>What strangers may send to the door where tokens are given out.</summary>
public abstract class SignInApiStories(DemoServer demo)
{
    [Fact]
    public async Task A_name_that_is_too_long_for_an_account_is_not_remembered()
    {
        using var client = new ApiClient(demo.Server.Url);
        var name = new string('x', 100_000);

        for (var attempt = 0; attempt < 10; attempt++)
        {
            var answer = await client.PostAsync("/v1/tokens", JsonSerializer.Serialize(new { username = name, password = "wrong" }));
            // Whoever is remembered is told to wait after a few of these.
            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        }
    }

    [Theory]
    [InlineData("""{"username":"jo\u0000hn","password":"secret"}""", HttpStatusCode.Unauthorized)]
    [InlineData("""{"username":"john","password":"secret","device":"my \u0000 phone"}""", HttpStatusCode.Created)]
    public async Task What_no_database_can_hold_is_no_error_of_the_server(string body, HttpStatusCode expected)
    {
        using var client = new ApiClient(demo.Server.Url);

        Assert.Equal(expected, (await client.PostAsync("/v1/tokens", body)).Status);
    }

    [Fact]
    public async Task A_device_is_cut_between_two_characters_and_not_in_one()
    {
        using var client = new ApiClient(demo.Server.Url);
        var device = new string('x', 199) + "\U0001F34A";

        var answer = await client.PostAsync("/v1/tokens", JsonSerializer.Serialize(new { username = "john", password = "secret", device }));

        Assert.Equal(HttpStatusCode.Created, answer.Status);
    }

    [Theory]
    [InlineData("/v1/users/search?query=jo%00hn", "users")]
    [InlineData("/v1/rooms?query=Fir%00st", "rooms")]
    public async Task What_no_database_can_hold_finds_nothing(string path, string list)
    {
        using var client = await ApiClient.SignInAsync(demo.Server, "john");

        var answer = await client.GetAsync(path);

        Assert.Equal((HttpStatusCode.OK, 0), (answer.Status, answer[list].GetArrayLength()));
    }
}
