namespace Loquat.Server.Configuration;

/// <summary>Databases elsewhere.</summary>
public sealed class ConnectionStringOptions
{
    public const string Section = "ConnectionStrings";

    /// <summary>A PostgreSQL connection string. Without one the chat lives in `loquat.db` in the data folder.</summary>
    public string? Chat { get; set; }
}
