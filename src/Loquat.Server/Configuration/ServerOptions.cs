using System.ComponentModel.DataAnnotations;

namespace Loquat.Server.Configuration;

/// <summary>The program itself: where it listens, where it keeps its data, whom it trusts.</summary>
public sealed class ServerOptions
{
    public const string Section = "Loquat";

    /// <summary>What the sign-in page calls this place.</summary>
    [Required, StringLength(80)]
    public string Name { get; set; } = "Loquat";

    /// <summary>Folder of the database, the files and the keys. Created for the owner alone if it is missing. Same as `--data`.</summary>
    [Required]
    public string Data { get; set; } = "data";

    /// <summary>Addresses of the web pages and the real-time connections, separated by `;`. Same as `--urls`.</summary>
    [Required, ListenUrls]
    public string Urls { get; set; } = "http://127.0.0.1:8080";

    /// <summary>More addresses, separated by `;`, that serve the real-time connections and nothing else. Same as `--realtime-urls`.</summary>
    [ListenUrls]
    public string RealtimeUrls { get; set; } = "";

    /// <summary>Guessing passwords and bearers, and signing in without end.</summary>
    public SignInOptions SignIn { get; set; } = new();

    /// <summary>How fast one person may act.</summary>
    public RateOptions Rates { get; set; } = new();

    /// <summary>What one listener takes at most.</summary>
    public ListenerLimitOptions Limits { get; set; } = new();

    /// <summary>Reverse proxies in front of this server.</summary>
    public ForwardingOptions Forwarding { get; set; } = new();
}
