using System.ComponentModel.DataAnnotations;
using Loquat.Chat.Setup;
using Loquat.Server.Accounts;
using Loquat.Server.Configuration;
using Loquat.Server.Hosting;
using Loquat.Server.Pages.Language;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;

namespace Loquat.Server.Pages;

[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class LoginModel(
    SessionStart session, SignInLimit limit, Bootstrap bootstrap, IOptions<ServerOptions> options, ServeMode mode)
    : PageModel
{
    public const int MaxPasswordLength = 1024;

    [BindProperty]
    [DisplayFormat(ConvertEmptyStringToNull = false)]
    public string Username { get; set; } = "";

    [BindProperty]
    [DisplayFormat(ConvertEmptyStringToNull = false)]
    public string Password { get; set; } = "";

    /// <summary>Told once after the redirect that follows a failed attempt.</summary>
    [TempData]
    public bool IsWrong { get; set; }

    /// <summary>What was typed before that redirect. Passwords are typed again.</summary>
    [TempData]
    public string? Typed { get; set; }

    /// <summary>Why nobody was signed in.</summary>
    public string? Alert { get; private set; }

    public string Place => options.Value.Name;

    /// <summary>Who can sign in; null unless this is a demo.</summary>
    public IHtmlContent? Demo => mode.IsDemo
        ? new HtmlContentBuilder().AppendFormat(HttpContext.Words.SignIn.Demo, [.. DemoContent.Names.Append(DemoContent.Password).Select(Bold)])
        : null;

    public bool IsCookieKept => BearerCookie.IsKept(Request);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (User.IsSignedIn)
            return new SeeOther("/");
        if (await bootstrap.IsNeededAsync(cancellationToken))
            return new SeeOther("/setup");

        Username = Typed ?? "";
        Alert = IsWrong ? HttpContext.Words.SignIn.WrongCredentials : null;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (User.IsSignedIn)
            return new SeeOther("/");

        CheckFields(HttpContext.Words.Fields);
        if (!ModelState.IsValid)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        var address = HttpContext.Connection.RemoteIpAddress;
        if (limit.Begin(address, Username) is { } wait)
        {
            Alert = RetryAfter.InWords(RetryAfter.Refuse(Response, wait), HttpContext.Words);
            return Page();
        }

        if (!await session.TryAsync(HttpContext, Username, Password))
        {
            (IsWrong, Typed) = (true, Username);
            return new SeeOther("/login");
        }

        limit.Forgive(address, Username);
        return new SeeOther("/");
    }

    private void CheckFields(PageWords.FieldWords words)
    {
        ModelState.Refuse(nameof(Username), Username.Length switch
        {
            0 => words.EnterUsername,
            > Chat.Users.User.MaxNameLength => words.UsernameTooLong(Chat.Users.User.MaxNameLength),
            _ => null,
        });
        ModelState.Refuse(nameof(Password), Password.Length switch
        {
            0 => words.EnterPassword,
            > MaxPasswordLength => words.PasswordTooLong(MaxPasswordLength),
            _ => null,
        });
    }

    private static HtmlString Bold(string text) => new($"<b>{text}</b>");
}
