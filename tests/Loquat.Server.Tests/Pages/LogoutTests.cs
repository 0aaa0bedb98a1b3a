using System.Net;
using Loquat.Testing;

namespace Loquat.Server.Tests.Pages;

public sealed class LogoutTests(DemoOnSqlite demo) : IClassFixture<DemoOnSqlite>, IDisposable
{
    private readonly Browser _browser = new(demo.Server.Url);

    public void Dispose() => _browser.Dispose();

    [Fact]
    public async Task Signing_out_ends_the_token_and_the_live_connection()
    {
        await _browser.SignInAsync("john", "secret");
        var bearer = await _browser.MetaAsync("x-bearer");
        await using var live = await Guest.ConnectAsync(demo.Server.WebSocketUrl, bearer);

        using var answer = await _browser.SubmitAsync("/logout");

        Assert.Equal((HttpStatusCode.SeeOther, "/login"), (answer.StatusCode, answer.Headers.Location!.OriginalString));
        Assert.Equal((4501, "signed out"), await live.Client.Closed);
        Assert.Null(_browser.Cookie("loquat"));
        await Assert.ThrowsAsync<RefusedException>(() => Guest.ConnectAsync(demo.Server.WebSocketUrl, bearer));
    }

    [Fact]
    public async Task Another_site_cannot_sign_anybody_out()
    {
        await _browser.SignInAsync("john", "secret");

        using var forged = await _browser.PostAsync("/logout");
        using var link = await _browser.GetAsync("/logout");
        using var still = await _browser.GetAsync("/");

        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        Assert.Equal(HttpStatusCode.OK, link.StatusCode);
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
    }

    [Fact]
    public async Task The_client_signs_out_with_the_token_of_its_page()
    {
        await _browser.SignInAsync("john", "secret");

        using var answer = await _browser.PostAsync("/logout", ("__RequestVerificationToken", await _browser.MetaAsync("x-csrf")));

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    [Fact]
    public async Task A_token_in_a_header_is_as_good()
    {
        await _browser.SignInAsync("john", "secret");
        _browser.Claim("x-csrf", await _browser.MetaAsync("x-csrf"));

        using var answer = await _browser.PostAsync("/logout");

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Null(_browser.Cookie("loquat"));
    }
}
