namespace Loquat.Server.EngineMode;

/// <summary>What is told on the console.</summary>
internal sealed record LogSettings
{
    /// <summary>The least important messages that are still shown.</summary>
    [OneOf("trace", "debug", "info", "warn", "error", "fatal", "none")]
    public string Level { get; init; } = "info";
}
