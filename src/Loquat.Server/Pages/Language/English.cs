namespace Loquat.Server.Pages.Language;

internal static class English
{
    public static readonly PageWords Words = new()
    {
        Tag = "en",
        Direction = "ltr",
        SignIn = new()
        {
            Title = "Sign in",
            Heading = "Welcome back",
            Place = place => $"Sign in to {place}.",
            Submit = "Sign in",
            WrongCredentials = "Invalid username or password!",
            NoTls = "This page came over plain HTTP, so your browser will not stay signed in. Open it with https.",
            Demo = "A demo: sign in as {0} or {1} with the password {2}.",
            TryAgainInSeconds = count => $"Too many attempts. Try again in {count} {(count == 1 ? "second" : "seconds")}.",
            TryAgainInMinutes = count => $"Too many attempts. Try again in {count} {(count == 1 ? "minute" : "minutes")}.",
        },
        SignOut = new()
        {
            Title = "Sign out",
            Heading = "Sign out?",
            Who = name => $"You are signed in as {name}.",
            Submit = "Sign out",
            Stay = "Stay here",
        },
        Setup = new()
        {
            Title = "Set up",
            Heading = "Hello, owner",
            Text = "Nobody has an account here yet. The code is in the console where this server was started.",
            Submit = "Create the owner’s account",
            WrongCode = "This is not the code from the server’s console.",
            NameIsTaken = "Somebody has this username already.",
            NameIsInvalid = "A username consists of the letters a to z, digits and - . _ @ +.",
            PasswordIsRefused = "This password is too easy to guess. Choose another one.",
        },
        Fields = new()
        {
            Code = "One-time code",
            Username = "Username",
            Password = "Password",
            OwnUsername = "Your username",
            OwnPassword = "Your password",
            EnterCode = "Enter the code from the server’s console.",
            EnterUsername = "Enter your username.",
            EnterPassword = "Enter your password.",
            ChooseUsername = "Choose a username.",
            ChoosePassword = "Choose a password.",
            CodeTooLong = "The code is shorter than that.",
            UsernameTooLong = limit => $"A username has at most {limit} characters.",
            PasswordTooLong = limit => $"A password has at most {limit} characters.",
            PasswordTooShort = limit => $"A password has at least {limit} characters.",
        },
        Problems = new()
        {
            OldForm = ("That form is out of date", "Go back, reload the page and send it again."),
            NoPage = ("Nothing here", "There is no page at this address."),
            Unavailable = ("Not available right now", "The database cannot be reached or written. Try again in a moment."),
            Broken = ("Something went wrong", "The server’s log says what. Try again in a moment."),
            Other = status => ("That did not work", $"The server answered {status}."),
            GoOn = "To the conversations",
        },
        Client = new()
        {
            Manifest = "/manifest.webmanifest",
            NeedsScript = "Loquat needs JavaScript to show the conversation.",
            NotBuilt = ("The client is not built", "The server runs, but web/dist was missing when it started. Build it and start again:"),
        },
    };
}
