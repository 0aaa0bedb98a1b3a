namespace Loquat.Server.Hosting;

/// <summary>How this process was started.</summary>
/// <param name="IsDemo">With accounts whose password everybody knows, and therefore for this machine alone.</param>
internal sealed record ServeMode(bool IsDemo);
