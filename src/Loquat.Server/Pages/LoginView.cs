namespace Loquat.Server.Pages;

/// <summary>What the page to sign in shows.</summary>
public sealed record LoginView
{
    /// <summary>What the owner calls this server.</summary>
    public required string Place { get; init; }

    /// <summary>What was typed before.</summary>
    public string Username { get; init; } = "";

    /// <summary>Why nobody was signed in.</summary>
    public string? Alert { get; init; }

    public FieldErrors Errors { get; init; } = new();

    public required bool IsDemo { get; init; }

    /// <summary>False where the browser will throw its cookie away.</summary>
    public required bool IsCookieKept { get; init; }
}
