using System.Net;

namespace Loquat.Server.Configuration;

/// <summary>One address to listen on, as an operator writes it: `http://127.0.0.1:8080`, `https://chat.example:443`, `http://*:80`.</summary>
internal sealed record ListenUrl(string Scheme, string Host, int Port)
{
    public bool IsSecure => Scheme == Uri.UriSchemeHttps;

    /// <summary>True if nobody outside this machine can reach it.</summary>
    public bool IsLoopback => IsLoopbackHost(Host);

    /// <summary>The address to bind, or null for every address of this machine.</summary>
    public IPAddress? Address => IPAddress.TryParse(Host.Trim('[', ']'), out var address) ? address : null;

    public override string ToString() => $"{Scheme}://{Host}:{Port}";

    /// <summary>Reads addresses separated by `;`. False if one of them is none, or carries a path.</summary>
    public static bool TryParseAll(string text, out IReadOnlyList<ListenUrl> urls)
    {
        var parts = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var parsed = Array.ConvertAll(parts, Parse);
        urls = [.. parsed.OfType<ListenUrl>()];
        return urls.Count == parsed.Length;
    }

    /// <summary>Reads addresses that were validated before.</summary>
    public static IReadOnlyList<ListenUrl> ParseAll(string text) =>
        TryParseAll(text, out var urls) ? urls : throw new FormatException($"'{text}' is no list of addresses.");

    public static bool IsLoopbackHost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool IsHost(string host) => host is "*" or "+" || Uri.CheckHostName(host.Trim('[', ']')) != UriHostNameType.Unknown;

    private static ListenUrl? Parse(string text)
    {
        if (!text.Contains("://", StringComparison.Ordinal))
            return null;

        try
        {
            var binding = BindingAddress.Parse(text);
            var isWeb = binding.Scheme is "http" or "https";
            return isWeb && binding.PathBase.Length == 0 && binding.Port is >= 0 and <= 65535 && IsHost(binding.Host)
                ? new ListenUrl(binding.Scheme, binding.Host, binding.Port)
                : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
