using Loquat.Chat.Setup;
using Loquat.Chat.Users;
using Loquat.Server.Accounts;
using Loquat.Server.Pages.Language;
using Microsoft.AspNetCore.Identity;

namespace Loquat.Server.Pages;

/// <summary>The owner's account and the first room. Exists only as long as nobody has an account.</summary>
internal sealed class SetupPage(Bootstrap bootstrap, SetupCode code, SessionStart session, SignInLimit limit)
{
    public const int MaxCodeLength = 40;
    public const int MinPasswordLength = 8;
    public const int MaxPasswordLength = 1024;

    /// <summary>No username: it contains a blank, so it takes nobody's attempts away.</summary>
    private const string LimitName = "the setup code";

    public async Task<IResult> ShowAsync(CancellationToken cancellationToken) =>
        await bootstrap.IsNeededAsync(cancellationToken) ? Page(new SetupView()) : Results.NotFound();

    public async Task<IResult> SubmitAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (!await bootstrap.IsNeededAsync(cancellationToken))
            return Results.NotFound();

        var request = context.Request;
        var sent = new Form(request.Sent("code"), request.Sent("username"), request.Sent("password"));
        var errors = Check(sent, context.Words.Fields);
        if (!errors.IsEmpty)
            return Refuse(context, sent.View with { Errors = errors });

        var address = context.Connection.RemoteIpAddress;
        if (limit.Begin(address, LimitName) is { } wait)
            return Page(sent.View with { Refusals = [RetryAfter.InWords(RetryAfter.Refuse(context.Response, wait), context.Words)] });

        if (!code.Matches(sent.Code))
        {
            errors.Refuse("code", context.Words.Setup.WrongCode);
            return Refuse(context, sent.View with { Errors = errors });
        }

        limit.Forgive(address, LimitName);
        return await CreateOwnerAsync(context, sent, cancellationToken);
    }

    private async Task<IResult> CreateOwnerAsync(HttpContext context, Form sent, CancellationToken cancellationToken)
    {
        switch (await bootstrap.ExecuteAsync(sent.Username, sent.Password, cancellationToken))
        {
            case Bootstrap.Result.Done:
                await session.TryAsync(context, sent.Username, sent.Password);
                return new SeeOther("/");
            case Bootstrap.Result.Refused refused:
                return Refuse(context, sent.View with { Refusals = [.. refused.Reasons.Select(error => InWords(error, context.Words.Setup))] });
            default:
                return Results.NotFound();
        }
    }

    private static FieldErrors Check(Form sent, PageWords.FieldWords words)
    {
        var errors = new FieldErrors();
        errors.Refuse("code", sent.Code.Length switch
        {
            0 => words.EnterCode,
            > MaxCodeLength => words.CodeTooLong,
            _ => null,
        });
        errors.Refuse("username", sent.Username.Length switch
        {
            0 => words.ChooseUsername,
            > User.MaxNameLength => words.UsernameTooLong(User.MaxNameLength),
            _ => null,
        });
        errors.Refuse("password", sent.Password.Length switch
        {
            0 => words.ChoosePassword,
            < MinPasswordLength => words.PasswordTooShort(MinPasswordLength),
            > MaxPasswordLength => words.PasswordTooLong(MaxPasswordLength),
            _ => null,
        });
        return errors;
    }

    private static string InWords(IdentityError error, PageWords.SetupWords words) => error.Code switch
    {
        nameof(IdentityErrorDescriber.DuplicateUserName) => words.NameIsTaken,
        nameof(IdentityErrorDescriber.InvalidUserName) => words.NameIsInvalid,
        _ when error.Code.StartsWith("Password", StringComparison.Ordinal) => words.PasswordIsRefused,
        _ => error.Description,
    };

    private static PageResult<Setup, SetupView> Page(SetupView view) => new(view);

    private static PageResult<Setup, SetupView> Refuse(HttpContext context, SetupView view)
    {
        context.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page(view);
    }

    private sealed record Form(string Code, string Username, string Password)
    {
        /// <summary>All of it but the password.</summary>
        public SetupView View => new() { Code = Code, Username = Username };
    }
}
