namespace Loquat.Server.Pages.Language;

/// <summary>Everything that the server's own pages say, in one language. A language that leaves something out does not compile.</summary>
internal sealed record PageWords
{
    /// <summary>As in the attribute `lang`.</summary>
    public required string Tag { get; init; }

    /// <summary>Where its lines begin: `ltr` or `rtl`.</summary>
    public required string Direction { get; init; }

    public required SignInWords SignIn { get; init; }

    public required SignOutWords SignOut { get; init; }

    public required SetupWords Setup { get; init; }

    public required FieldWords Fields { get; init; }

    public required ProblemWords Problems { get; init; }

    public required ClientWords Client { get; init; }

    public sealed record SignInWords
    {
        public required string Title { get; init; }

        public required string Heading { get; init; }

        /// <summary>Takes what the owner calls this server.</summary>
        public required Func<string, string> Place { get; init; }

        public required string Submit { get; init; }

        public required string WrongCredentials { get; init; }

        public required string NoTls { get; init; }

        /// <summary>`{0}` and `{1}` are usernames, `{2}` the password of both.</summary>
        public required string Demo { get; init; }

        public required Func<int, string> TryAgainInSeconds { get; init; }

        public required Func<int, string> TryAgainInMinutes { get; init; }
    }

    public sealed record SignOutWords
    {
        public required string Title { get; init; }

        public required string Heading { get; init; }

        /// <summary>Takes who is signed in.</summary>
        public required Func<string, string> Who { get; init; }

        public required string Submit { get; init; }

        public required string Stay { get; init; }
    }

    public sealed record SetupWords
    {
        public required string Title { get; init; }

        public required string Heading { get; init; }

        public required string Text { get; init; }

        public required string Submit { get; init; }

        public required string WrongCode { get; init; }

        public required string NameIsTaken { get; init; }

        public required string NameIsInvalid { get; init; }

        public required string PasswordIsRefused { get; init; }
    }

    public sealed record FieldWords
    {
        public required string Code { get; init; }

        public required string Username { get; init; }

        public required string Password { get; init; }

        public required string OwnUsername { get; init; }

        public required string OwnPassword { get; init; }

        public required string EnterCode { get; init; }

        public required string EnterUsername { get; init; }

        public required string EnterPassword { get; init; }

        public required string ChooseUsername { get; init; }

        public required string ChoosePassword { get; init; }

        public required string CodeTooLong { get; init; }

        public required Func<int, string> UsernameTooLong { get; init; }

        public required Func<int, string> PasswordTooLong { get; init; }

        public required Func<int, string> PasswordTooShort { get; init; }
    }

    /// <summary>What went wrong, and what to do about it.</summary>
    public sealed record ProblemWords
    {
        public required (string Title, string Text) OldForm { get; init; }

        public required (string Title, string Text) NoPage { get; init; }

        public required (string Title, string Text) Unavailable { get; init; }

        public required (string Title, string Text) Broken { get; init; }

        /// <summary>Takes the status code.</summary>
        public required Func<int, (string Title, string Text)> Other { get; init; }

        /// <summary>The way to the client.</summary>
        public required string GoOn { get; init; }
    }

    /// <summary>About the client, where it cannot speak for itself.</summary>
    public sealed record ClientWords
    {
        /// <summary>The file that describes the client to whoever installs it, in this language.</summary>
        public required string Manifest { get; init; }

        public required string NeedsScript { get; init; }

        public required (string Title, string Text) NotBuilt { get; init; }
    }
}
