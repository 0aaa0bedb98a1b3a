namespace Loquat.Server.Pages.Language;

internal static class German
{
    public static readonly PageWords Words = new()
    {
        Tag = "de",
        Direction = "ltr",
        SignIn = new()
        {
            Title = "Anmelden",
            Heading = "Willkommen zurück",
            Place = place => $"Melde dich bei {place} an.",
            Submit = "Anmelden",
            WrongCredentials = "Benutzername oder Passwort ist falsch!",
            NoTls = "Diese Seite kam ohne Verschlüsselung, darum bleibst du nicht angemeldet. Öffne sie mit https.",
            Demo = "Eine Vorführung: Melde dich als {0} oder {1} mit dem Passwort {2} an.",
            TryAgainInSeconds = count => $"Zu viele Versuche. Versuch es in {count} {(count == 1 ? "Sekunde" : "Sekunden")} noch einmal.",
            TryAgainInMinutes = count => $"Zu viele Versuche. Versuch es in {count} {(count == 1 ? "Minute" : "Minuten")} noch einmal.",
        },
        SignOut = new()
        {
            Title = "Abmelden",
            Heading = "Abmelden?",
            Who = name => $"Du bist als {name} angemeldet.",
            Submit = "Abmelden",
            Stay = "Hier bleiben",
        },
        Setup = new()
        {
            Title = "Einrichten",
            Heading = "Los geht’s",
            Text = "Noch hat hier niemand ein Konto. Den Code zeigt die Konsole, in der dieser Server gestartet wurde.",
            Submit = "Konto anlegen",
            WrongCode = "Das ist nicht der Code aus der Konsole des Servers.",
            NameIsTaken = "Diesen Benutzernamen hat schon jemand.",
            NameIsInvalid = "Ein Benutzername besteht aus den Buchstaben a bis z, Ziffern und - . _ @ +.",
            PasswordIsRefused = "Dieses Passwort ist zu leicht zu erraten. Nimm ein anderes.",
        },
        Fields = new()
        {
            Code = "Einmalcode",
            Username = "Benutzername",
            Password = "Passwort",
            OwnUsername = "Dein Benutzername",
            OwnPassword = "Dein Passwort",
            EnterCode = "Gib den Code aus der Konsole des Servers ein.",
            EnterUsername = "Gib deinen Benutzernamen ein.",
            EnterPassword = "Gib dein Passwort ein.",
            ChooseUsername = "Wähle einen Benutzernamen.",
            ChoosePassword = "Wähle ein Passwort.",
            CodeTooLong = "So lang ist der Code nicht.",
            UsernameTooLong = limit => $"Ein Benutzername hat höchstens {limit} Zeichen.",
            PasswordTooLong = limit => $"Ein Passwort hat höchstens {limit} Zeichen.",
            PasswordTooShort = limit => $"Ein Passwort hat mindestens {limit} Zeichen.",
        },
        Problems = new()
        {
            OldForm = ("Dieses Formular ist veraltet", "Geh zurück, lade die Seite neu und schick es noch einmal ab."),
            NoPage = ("Hier ist nichts", "Unter dieser Adresse gibt es keine Seite."),
            Unavailable = ("Gerade nicht verfügbar", "Die Datenbank ist nicht erreichbar oder nimmt nichts an. Versuch es gleich noch einmal."),
            Broken = ("Etwas ist schiefgegangen", "Was, steht im Protokoll des Servers. Versuch es gleich noch einmal."),
            Other = status => ("Das hat nicht geklappt", $"Der Server hat mit {status} geantwortet."),
            GoOn = "Zu den Gesprächen",
        },
        Client = new()
        {
            Manifest = "/manifest.de.webmanifest",
            NeedsScript = "Loquat braucht JavaScript, um das Gespräch zu zeigen.",
            NotBuilt = ("Die Oberfläche ist nicht gebaut", "Der Server läuft, aber web/dist fehlte beim Start. Baue sie und starte ihn neu:"),
        },
    };
}
