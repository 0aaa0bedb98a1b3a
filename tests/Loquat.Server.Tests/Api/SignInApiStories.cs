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
}
