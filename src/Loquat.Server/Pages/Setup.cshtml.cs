using System.ComponentModel.DataAnnotations;
using Loquat.Chat.Setup;
using Loquat.Server.Accounts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Loquat.Server.Pages;

/// <summary>The owner's account and the first room. Exists only as long as nobody has an account.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class SetupModel(Bootstrap bootstrap, SetupCode code, SessionStart session, SignInLimit limit) : PageModel
{
    /// <summary>No username: it contains a blank, so it takes nobody's attempts away.</summary>
    private const string LimitName = "the setup code";

    [BindProperty]
    [DisplayFormat(ConvertEmptyStringToNull = false)]
    [Required(ErrorMessage = "Enter the code from the server's console.")]
    [StringLength(40, ErrorMessage = "The code is shorter than that.")]
    public string Code { get; set; } = "";

    [BindProperty]
    [DisplayFormat(ConvertEmptyStringToNull = false)]
    [Required(ErrorMessage = "Choose a username.")]
    [StringLength(Chat.Users.User.MaxNameLength, ErrorMessage = "A username has at most {1} characters.")]
    public string Username { get; set; } = "";

    [BindProperty]
    [DisplayFormat(ConvertEmptyStringToNull = false)]
    [Required(ErrorMessage = "Choose a password.")]
    [StringLength(1024, MinimumLength = 8, ErrorMessage = "A password has at least {2} characters.")]
    public string Password { get; set; } = "";

    /// <summary>Why nothing was set up.</summary>
    public IReadOnlyList<string> Refusals { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await bootstrap.IsNeededAsync(cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await bootstrap.IsNeededAsync(cancellationToken))
            return NotFound();
        if (!ModelState.IsValid)
            return Unprocessable();

        var address = HttpContext.Connection.RemoteIpAddress;
        if (limit.Begin(address, LimitName) is { } wait)
        {
            Refusals = [RetryAfter.Refuse(Response, wait)];
            return Page();
        }
        if (!code.Matches(Code))
        {
            ModelState.AddModelError(nameof(Code), "This is not the code from the server's console.");
            return Unprocessable();
        }

        limit.Forgive(address, LimitName);
        return await CreateOwnerAsync(cancellationToken);
    }

    private async Task<IActionResult> CreateOwnerAsync(CancellationToken cancellationToken)
    {
        switch (await bootstrap.ExecuteAsync(Username, Password, cancellationToken))
        {
            case Bootstrap.Result.Done:
                await session.TryAsync(HttpContext, Username, Password);
                return new SeeOther("/");
            case Bootstrap.Result.Refused refused:
                Refusals = refused.Reasons;
                return Unprocessable();
            default:
                return NotFound();
        }
    }

    private PageResult Unprocessable()
    {
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
