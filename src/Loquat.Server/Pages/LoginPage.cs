using Loquat.Chat.Setup;
using Loquat.Chat.Users;
using Loquat.Server.Accounts;
using Loquat.Server.Configuration;
using Loquat.Server.Hosting;
using Loquat.Server.Pages.Language;
using Microsoft.Extensions.Options;

namespace Loquat.Server.Pages;

/// <summary>Signs a browser in.</summary>
internal sealed class LoginPage(
    SessionStart session, SignInLimit limit, SignInNote note, Bootstrap bootstrap, IOptions<ServerOptions> options, ServeMode mode)
{
    public const int MaxPasswordLength = 1024;

    public async Task<IResult> ShowAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (context.User.IsSignedIn)
            return new SeeOther("/");
        if (await bootstrap.IsNeededAsync(cancellationToken))
            return new SeeOther("/setup");

        var typed = note.Take(context);
        return Page(ViewFor(context, typed ?? "") with { Alert = typed is null ? null : context.Words.SignIn.WrongCredentials });
    }

    public async Task<IResult> SubmitAsync(HttpContext context)
    {
        if (context.User.IsSignedIn)
            return new SeeOther("/");

        var (username, password) = (context.Request.Sent("username"), context.Request.Sent("password"));
        var errors = Check(username, password, context.Words.Fields);
        if (!errors.IsEmpty)
        {
            context.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page(ViewFor(context, username) with { Errors = errors });
        }

        var address = context.Connection.RemoteIpAddress;
        if (limit.Begin(address, username) is { } wait)
            return Page(ViewFor(context, username) with { Alert = RetryAfter.InWords(RetryAfter.Refuse(context.Response, wait), context.Words) });

        if (!await session.TryAsync(context, username, password))
        {
            note.Leave(context, username);
            return new SeeOther("/login");
        }

        limit.Forgive(address, username);
        return new SeeOther("/");
    }

    private static PageResult<Login, LoginView> Page(LoginView view) => new(view);

    private LoginView ViewFor(HttpContext context, string username) => new()
    {
        Place = options.Value.Name,
        Username = username,
        IsDemo = mode.IsDemo,
        IsCookieKept = BearerCookie.IsKept(context.Request),
    };

    private static FieldErrors Check(string username, string password, PageWords.FieldWords words)
    {
        var errors = new FieldErrors();
        errors.Refuse("username", username.Length switch
        {
            0 => words.EnterUsername,
            > User.MaxNameLength => words.UsernameTooLong(User.MaxNameLength),
            _ => null,
        });
        errors.Refuse("password", password.Length switch
        {
            0 => words.EnterPassword,
            > MaxPasswordLength => words.PasswordTooLong(MaxPasswordLength),
            _ => null,
        });
        return errors;
    }
}
