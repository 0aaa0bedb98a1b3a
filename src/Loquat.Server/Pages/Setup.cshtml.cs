using System.ComponentModel.DataAnnotations;
using Loquat.Chat.Setup;
using Loquat.Server.Accounts;
using Loquat.Server.Pages.Language;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Loquat.Server.Pages;

/// <summary>The owner's account and the first room. Exists only as long as nobody has an account.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class SetupModel(Bootstrap bootstrap, SetupCode code, SessionStart session, SignInLimit limit) : PageModel
{
    public const int MaxCodeLength = 40;
    public const int MinPasswordLength = 8;
    public const int MaxPasswordLength = 1024;

    /// <summary>No username: it contains a blank, so it takes nobody's attempts away.</summary>
    private const string LimitName = "the setup code";

    [BindProperty]
    [DisplayFormat(ConvertEmptyStringToNull = false)]
    public string Code { get; set; } = "";

    [BindProperty]
    [DisplayFormat(ConvertEmptyStringToNull = false)]
    public string Username { get; set; } = "";

    [BindProperty]
    [DisplayFormat(ConvertEmptyStringToNull = false)]
    public string Password { get; set; } = "";

    /// <summary>Why nothing was set up.</summary>
    public IReadOnlyList<string> Refusals { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await bootstrap.IsNeededAsync(cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await bootstrap.IsNeededAsync(cancellationToken))
            return NotFound();

        CheckFields(HttpContext.Words.Fields);
        if (!ModelState.IsValid)
            return Unprocessable();

        var address = HttpContext.Connection.RemoteIpAddress;
        if (limit.Begin(address, LimitName) is { } wait)
        {
            Refusals = [RetryAfter.InWords(RetryAfter.Refuse(Response, wait), HttpContext.Words)];
            return Page();
        }
        if (!code.Matches(Code))
        {
            ModelState.AddModelError(nameof(Code), HttpContext.Words.Setup.WrongCode);
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
                Refusals = [.. refused.Reasons.Select(InWords)];
                return Unprocessable();
            default:
                return NotFound();
        }
    }

    private void CheckFields(PageWords.FieldWords words)
    {
        ModelState.Refuse(nameof(Code), Code.Length switch
        {
            0 => words.EnterCode,
            > MaxCodeLength => words.CodeTooLong,
            _ => null,
        });
        ModelState.Refuse(nameof(Username), Username.Length switch
        {
            0 => words.ChooseUsername,
            > Chat.Users.User.MaxNameLength => words.UsernameTooLong(Chat.Users.User.MaxNameLength),
            _ => null,
        });
        ModelState.Refuse(nameof(Password), Password.Length switch
        {
            0 => words.ChoosePassword,
            < MinPasswordLength => words.PasswordTooShort(MinPasswordLength),
            > MaxPasswordLength => words.PasswordTooLong(MaxPasswordLength),
            _ => null,
        });
    }

    private string InWords(IdentityError error) => error.Code switch
    {
        nameof(IdentityErrorDescriber.DuplicateUserName) => HttpContext.Words.Setup.NameIsTaken,
        nameof(IdentityErrorDescriber.InvalidUserName) => HttpContext.Words.Setup.NameIsInvalid,
        _ when error.Code.StartsWith("Password", StringComparison.Ordinal) => HttpContext.Words.Setup.PasswordIsRefused,
        _ => error.Description,
    };

    private PageResult Unprocessable()
    {
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
