using Loquat.Server.Pages;

namespace Loquat.Server.Tests.Pages;

public sealed class ColoursTests(DemoOnSqlite demo) : IClassFixture<DemoOnSqlite>, IDisposable
{
    private readonly Browser _browser = new(demo.Server.Url);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _browser.Dispose();

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    [InlineData("contrast")]
    public async Task The_colours_chosen_in_the_client_are_those_of_the_pages_of_the_server(string theme)
    {
        _browser.Keep(PageLook.CookieName, theme);

        var signIn = await _browser.ReadAsync("/login");
        using var nothing = await _browser.GetAsync("/nowhere");
        await _browser.SignInAsync("john", "secret");
        var shell = await _browser.ReadAsync("/");

        foreach (var page in (string[])[signIn, await nothing.Content.ReadAsStringAsync(Stop), shell])
            Assert.Contains($"<html lang=\"en\" dir=\"ltr\" data-theme=\"{theme}\">", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sign_on_every_page_has_the_colours_of_the_page()
    {
        var signIn = await _browser.ReadAsync("/login");
        using var nothing = await _browser.GetAsync("/nowhere");

        foreach (var page in (string[])[signIn, await nothing.Content.ReadAsStringAsync(Stop)])
        {
            Assert.Contains("<path class=\"fruit\"", page, StringComparison.Ordinal);
            Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("\"><b>")]
    public async Task Without_a_choice_that_is_known_the_system_decides(string? cookie)
    {
        if (cookie is not null)
            _browser.Keep(PageLook.CookieName, Uri.EscapeDataString(cookie));

        var page = await _browser.ReadAsync("/login");

        Assert.Contains("<html lang=\"en\" dir=\"ltr\">", page, StringComparison.Ordinal);
        Assert.Contains("contrast.css\" media=\"(prefers-contrast: more)\">", page, StringComparison.Ordinal);
    }

    [Fact]
    public void High_contrast_is_worn_by_who_chose_it_and_by_nobody_who_chose_light_or_dark()
    {
        Assert.Contains("<link rel=\"stylesheet\" href=\"/pages/contrast.css\">", PageLook.Head("contrast"), StringComparison.Ordinal);
        Assert.DoesNotContain("contrast.css", PageLook.Head("dark"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("light", "<meta name=\"theme-color\" content=\"#fbfaf7\">")]
    [InlineData("dark", "<meta name=\"theme-color\" content=\"#171614\">")]
    public void The_bars_around_a_page_have_the_colour_that_was_chosen(string theme, string bar) =>
        Assert.Equal(bar, Assert.Single(PageLook.Head(theme).Split('\n'), line => line.Contains("theme-color", StringComparison.Ordinal)));
}
