using System.Net;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Loquat.Server.Pages.Language;

namespace Loquat.Server.Tests.Pages;

public sealed partial class LanguageTests(DemoOnSqlite demo) : IClassFixture<DemoOnSqlite>, IDisposable
{
    private readonly Browser _browser = new(demo.Server.Url);

    public void Dispose() => _browser.Dispose();

    [Theory]
    [InlineData(null, "de-AT,de;q=0.9,en;q=0.8", "de")]
    [InlineData(null, "fr,en;q=0.3,de;q=0.7", "de")]
    [InlineData(null, "de;q=0,fr", "en")]
    [InlineData(null, "", "en")]
    [InlineData(null, ";;;", "en")]
    [InlineData("de", "en", "de")]
    [InlineData("en", "de", "en")]
    [InlineData("xx", "de", "de")]
    public void What_was_chosen_decides_or_else_the_first_known_language_of_the_browser(string? chosen, string accepted, string spoken) =>
        Assert.Equal(spoken, PageLanguage.Choose(chosen, accepted).Tag);

    [Fact]
    public async Task A_German_browser_signs_in_on_a_German_page()
    {
        _browser.Claim("Accept-Language", "de-CH, en;q=0.5");

        var page = await _browser.ReadAsync("/login");
        using var empty = await _browser.SignInAsync("", "");
        using var wrong = await _browser.SignInAsync("john", "guess");
        var told = await _browser.ReadAsync("/login");

        Assert.Contains("<html lang=\"de\" dir=\"ltr\">", page, StringComparison.Ordinal);
        Assert.Contains("<title>Anmelden — Loquat</title>", page, StringComparison.Ordinal);
        Assert.Contains("als <b>john</b> oder <b>bill</b> mit dem Passwort <b>secret</b> an", page, StringComparison.Ordinal);
        Assert.Contains("error\">Gib dein Passwort ein.", WebUtility.HtmlDecode(await empty.Content.ReadAsStringAsync(Stop)), StringComparison.Ordinal);
        Assert.Contains("Benutzername oder Passwort ist falsch!", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_choice_of_the_client_holds_for_the_pages_of_the_server()
    {
        _browser.Claim("Accept-Language", "en");
        _browser.Keep(PageLanguage.CookieName, "de");
        await _browser.SignInAsync("john", "secret");

        var shell = await _browser.ReadAsync("/");
        var leaving = await _browser.ReadAsync("/logout");
        using var nothing = await _browser.GetAsync("/nowhere");

        Assert.Contains("<h1>Abmelden?</h1>", leaving, StringComparison.Ordinal);
        Assert.Contains("Hier ist nichts", await nothing.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Contains("<html lang=\"de\" dir=\"ltr\">", shell, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_language_says_everything_in_its_own_words()
    {
        var english = TextsOf(English.Words).ToDictionary();
        foreach (var words in PageLanguage.All.Where(words => words != English.Words))
        {
            var texts = TextsOf(words).ToDictionary();

            Assert.Equal(english.Keys, texts.Keys);
            Assert.DoesNotContain(texts, text => string.IsNullOrWhiteSpace(text.Value));
            Assert.Equal(["Direction"], texts.Where(text => english[text.Key] == text.Value).Select(text => text.Key));
        }
    }

    [Fact]
    public void No_page_holds_a_text_of_its_own()
    {
        var pages = Directory.GetFiles(Path.Combine(Repository(), "src/Loquat.Server/Pages"), "*.razor");

        Assert.NotEmpty(pages);
        Assert.Empty(pages.SelectMany(page => TextsIn(File.ReadAllText(page)).Select(text => $"{Path.GetFileName(page)}: {text}")));
        Assert.Equal(["Sign in", "Why not", "Name"], TextsIn("<h1>Sign in</h1><p title=\"Why not\">@Model.Name</p>@{ Title = \"Name\"; }"));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Every text with the way to it; those that take something are said with a number or a name.</summary>
    private static IEnumerable<KeyValuePair<string, string>> TextsOf(object words, string path = "")
    {
        foreach (var property in words.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var value = property.GetValue(words)!;
            var said = value switch
            {
                Func<int, string> counting => counting(7),
                Func<string, string> naming => naming("ann"),
                Func<int, (string, string)> coded => coded(7),
                _ => value,
            };
            var here = path + property.Name;
            if (said is string text)
                yield return new(here, text);
            else if (said is ITuple pair)
                yield return new(here, $"{pair[0]} {pair[1]}");
            else
            {
                foreach (var inner in TextsOf(said, here + "."))
                    yield return inner;
            }
        }
    }

    /// <summary>What somebody would read or hear: text between tags, attributes that are read out, and strings that begin like a sentence.</summary>
    private static IEnumerable<string> TextsIn(string page)
    {
        var spoken = Spoken().Matches(page).Select(match => match.Groups[1].Value);
        var between = Between().Matches(page).Select(match => match.Groups[1].Value.Trim());
        var literal = Literal().Matches(Tags().Replace(page, "")).Select(match => match.Groups[1].Value);
        return between.Concat(spoken).Concat(literal).Where(text => Word().IsMatch(text) && text is not ("Title" or "Loquat" or "— Loquat"));
    }

    private static string Repository([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../.."));

    /// <summary>Up to a tag or to code.</summary>
    [GeneratedRegex(@"<[^<>@]*>\s*([^<>@{}]*\p{L}[^<>@{}]*)(?=<)")]
    private static partial Regex Between();

    [GeneratedRegex("(?:alt|title|aria-label|placeholder)=\"([^\"@]+)\"")]
    private static partial Regex Spoken();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex("\"(\\p{Lu}[^\"]*)\"")]
    private static partial Regex Literal();

    [GeneratedRegex(@"\p{L}{2}")]
    private static partial Regex Word();
}
