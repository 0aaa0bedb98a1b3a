using System.Net;
using Loquat.Server.Pages;

namespace Loquat.Server.Tests.Pages;

public sealed class LoginTests(DemoOnSqlite demo) : IClassFixture<DemoOnSqlite>, IDisposable
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private const string Wrong = "Invalid username or password!";

    private readonly Browser _browser = new(demo.Server.Url);

    public void Dispose() => _browser.Dispose();

    [Fact]
    public async Task Who_is_not_signed_in_is_sent_to_the_sign_in_page()
    {
        using var answer = await _browser.GetAsync("/");

        Assert.Equal((HttpStatusCode.Found, "/login"), (answer.StatusCode, answer.Headers.Location!.OriginalString));
    }

    [Fact]
    public async Task Signing_in_sets_a_cookie_that_scripts_and_other_sites_cannot_use()
    {
        using var answer = await _browser.SignInAsync("john", "secret");

        Assert.Equal((HttpStatusCode.SeeOther, "/"), (answer.StatusCode, answer.Headers.Location!.OriginalString));
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(it => it.StartsWith("loquat=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=lax", cookie, StringComparison.Ordinal);
        Assert.Contains("path=/", cookie, StringComparison.Ordinal);
        Assert.Contains("expires=", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("secure", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Off_loopback_the_cookie_does_not_travel_in_the_clear_and_the_page_says_so()
    {
        using var browser = new Browser(demo.Server.Url, host: "chat.example");

        using var answer = await browser.SignInAsync("john", "secret");

        var cookie = answer.Headers.GetValues("Set-Cookie").Single(it => it.StartsWith("loquat=", StringComparison.Ordinal));
        Assert.Contains("; secure", cookie, StringComparison.Ordinal);
        Assert.Contains("plain HTTP", await browser.ReadAsync("/login"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_credentials_are_told_once_after_a_redirect()
    {
        using var answer = await _browser.SignInAsync("nobody", "wrong-password");

        Assert.Equal((HttpStatusCode.SeeOther, "/login"), (answer.StatusCode, answer.Headers.Location!.OriginalString));
        Assert.Null(_browser.Cookie("loquat"));
        var page = await _browser.ReadAsync("/login");
        Assert.Equal(2, page.Split(Wrong).Length);
        Assert.Contains("value=\"nobody\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain(Wrong, await _browser.ReadAsync("/login"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused()
    {
        using var answer = await _browser.PostAsync("/login", ("username", "john"), ("password", "secret"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Null(_browser.Cookie("loquat"));
    }

    [Fact]
    public async Task A_form_with_the_token_of_somebody_else_is_refused()
    {
        using var stranger = new Browser(demo.Server.Url);
        var page = await stranger.ReadAsync("/login");
        await _browser.GetAsync("/login");

        using var answer = await _browser.PostAsync("/login", ("__RequestVerificationToken", Browser.TokenIn(page)), ("username", "john"), ("password", "secret"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("out of date", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Null(_browser.Cookie("loquat"));
    }

    [Fact]
    public async Task What_was_typed_comes_back_as_text()
    {
        using var empty = await _browser.SignInAsync("\"><b>", "");
        await _browser.SignInAsync("<i>", "guess");

        var told = await _browser.ReadAsync("/login");

        Assert.Contains("value=\"&quot;&gt;&lt;b&gt;\"", await empty.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Contains("value=\"&lt;i&gt;\"", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_field_is_told_to_whoever_hears_the_page_and_is_where_typing_goes_on()
    {
        using var answer = await _browser.SignInAsync("john", "");

        var page = await answer.Content.ReadAsStringAsync(Stop);
        Assert.Matches("<input id=\"password\"[^>]* autofocus aria-invalid=\"true\" aria-describedby=\"password-error\"", page);
        Assert.Contains("<span class=\"field-error\" id=\"password-error\">", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("<input id=\"username\"[^>]*(autofocus|aria-)", page);
    }

    [Fact]
    public async Task A_note_that_is_not_ours_tells_nothing()
    {
        _browser.Keep(SignInNote.CookieName, "john");

        using var page = await _browser.GetAsync("/login");

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.DoesNotContain(Wrong, await page.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Null(_browser.Cookie(SignInNote.CookieName));
    }

    [Fact]
    public async Task The_page_is_kept_nowhere()
    {
        using var page = await _browser.GetAsync("/login");
        using var head = await _browser.AskAsync("/login");

        foreach (var answer in (HttpResponseMessage[])[page, head])
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
            Assert.Equal("no-store, no-cache", answer.Headers.CacheControl!.ToString());
        }
    }

    [Theory]
    [InlineData("", "secret", "Enter your username.")]
    [InlineData("john", "", "Enter your password.")]
    public async Task A_missing_field_says_so_beside_itself(string username, string password, string message)
    {
        using var answer = await _browser.SignInAsync(username, password);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains($"error\">{message}", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_signed_in_is_sent_on()
    {
        await _browser.SignInAsync("john", "secret");

        using var answer = await _browser.GetAsync("/login");

        Assert.Equal((HttpStatusCode.SeeOther, "/"), (answer.StatusCode, answer.Headers.Location!.OriginalString));
    }

    [Fact]
    public async Task Guessing_at_one_name_is_slowed_down_but_nobody_else_is()
    {
        await using var server = await LoquatServer.StartAsync(settings: ("Loquat:SignIn:FailuresPerUsername", "2"));
        using var browser = new Browser(server.Url);
        await browser.SignInAsync("john", "guess-1");
        await browser.SignInAsync("JOHN ", "guess-2");

        using var third = await browser.SignInAsync("john", "secret");
        using var bill = await browser.SignInAsync("bill", "secret");

        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.InRange(third.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Assert.Contains("Too many attempts", await third.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, bill.StatusCode);
    }

    [Fact]
    public async Task Guessing_from_one_address_is_slowed_down_whatever_the_name()
    {
        await using var server = await LoquatServer.StartAsync(settings: ("Loquat:SignIn:FailuresPerAddress", "2"));
        using var browser = new Browser(server.Url);
        await browser.SignInAsync("ann", "guess-1");
        await browser.SignInAsync("ben", "guess-2");

        using var third = await browser.SignInAsync("john", "secret");

        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
    }
}
