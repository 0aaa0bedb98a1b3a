namespace Loquat.Server.Pages;

/// <summary>One input of a form, with its label and what is wrong with it.</summary>
/// <param name="Name">As it is posted; its errors are found by it, whatever the case.</param>
public sealed record Field(string Name, string Label, string Autocomplete)
{
    public string Type { get; init; } = "text";

    /// <summary>What was typed before; never a password.</summary>
    public string? Value { get; init; }

    public int MaxLength { get; init; } = 64;

    public bool IsFocused { get; init; }
}
