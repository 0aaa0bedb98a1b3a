namespace Loquat.Server.EngineMode;

/// <summary>How keys are called in the environment.</summary>
internal static class EnvironmentNames
{
    public const string Prefix = "CENTRIFUGO_";

    /// <summary>The name without its prefix: <c>client.ping_interval</c> is <c>CLIENT_PING_INTERVAL</c>.</summary>
    public static string Of(string path) => path.Replace('.', '_').Replace('-', '_').ToUpperInvariant();
}
