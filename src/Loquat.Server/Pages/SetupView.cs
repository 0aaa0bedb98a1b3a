namespace Loquat.Server.Pages;

/// <summary>What the page to set the server up shows.</summary>
public sealed record SetupView
{
    /// <summary>What was typed before.</summary>
    public string Code { get; init; } = "";

    /// <summary>What was typed before.</summary>
    public string Username { get; init; } = "";

    /// <summary>Why nothing was set up.</summary>
    public IReadOnlyList<string> Refusals { get; init; } = [];

    public FieldErrors Errors { get; init; } = new();
}
