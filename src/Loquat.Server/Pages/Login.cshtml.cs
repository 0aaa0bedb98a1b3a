using System.ComponentModel.DataAnnotations;
using Loquat.Chat.Setup;
using Loquat.Server.Accounts;
using Loquat.Server.Configuration;
using Loquat.Server.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;

namespace Loquat.Server.Pages;

[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class LoginModel(
    SessionStart session, SignInLimit limit, Bootstrap bootstrap, IOptions<ServerOptions> options, ServeMode mode, ILogger<LoginModel> logger)
    : PageModel
{
    private const string WrongCredentials = "Invalid username or password!";

    [BindProperty]
    [DisplayFormat(ConvertEmptyStringToNull = false)]
    [Required(ErrorMessage = "Enter your username.")]
    [StringLength(Chat.Users.User.MaxNameLength, ErrorMessage = "A username has at most {1} characters.")]
    public string Username { get; set; } = "";

    [BindProperty]
    [DisplayFormat(ConvertEmptyStringToNull = false)]
    [Required(ErrorMessage = "Enter your password.")]
    [StringLength(1024, ErrorMessage = "A password has at most {1} characters.")]
    public string Password { get; set; } = "";

    /// <summary>Shown once after the redirect that follows a failed attempt.</summary>
    [TempData]
    public string? Alert { get; set; }

    /// <summary>What was typed before that redirect. Passwords are typed again.</summary>
    [TempData]
    public string? Typed { get; set; }

    /// <summary>Why this very answer is no sign-in.</summary>
    public string? Refusal { get; private set; }

    public string Place => options.Value.Name;

    public bool IsDemo => mode.IsDemo;

    public bool IsCookieKept => BearerCookie.IsKept(Request);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (User.IsSignedIn)
            return new SeeOther("/");
        if (await bootstrap.IsNeededAsync(cancellationToken))
            return new SeeOther("/setup");

        Username = Typed ?? "";
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (User.IsSignedIn)
            return new SeeOther("/");
        if (!ModelState.IsValid)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        var address = HttpContext.Connection.RemoteIpAddress;
        if (limit.Begin(address, Username) is { } wait)
        {
            logger.SignInLimited(address?.ToString() ?? "");
            Refusal = RetryAfter.Refuse(Response, wait);
            return Page();
        }

        if (!await session.TryAsync(HttpContext, Username, Password))
        {
            (Alert, Typed) = (WrongCredentials, Username);
            return new SeeOther("/login");
        }

        limit.Forgive(address, Username);
        return new SeeOther("/");
    }
}
