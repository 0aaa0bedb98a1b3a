namespace Loquat.Server.EngineMode;

/// <summary>Channels and their namespaces.</summary>
internal sealed record ChannelSettings
{
    public ChannelProxySettings Proxy { get; init; } = new();
    public ChannelRuleSettings WithoutNamespace { get; init; } = new();

    /// <summary>Namespaces, by what stands before the colon of a channel's name.</summary>
    public IReadOnlyList<NamespaceSettings> Namespaces { get; init; } = [];

    /// <summary>How long the position of an unused stream is remembered.</summary>
    [Lasting("1s", "87600h", WholeSeconds = true)]
    public TimeSpan HistoryMetaTtl { get; init; } = TimeSpan.FromHours(720);

    /// <summary>What payloads channels take, where their namespace does not say it.</summary>
    [OneOf("", "json", "json_object", "binary")]
    public string PublicationDataFormat { get; init; } = "";

    /// <summary>Bytes of a channel's name.</summary>
    [Between(1, 4096)]
    public int MaxLength { get; init; } = 255;

    /// <summary>What private channels begin with. Cannot be changed here.</summary>
    [OneOf("$")]
    public string PrivatePrefix { get; init; } = "$";

    /// <summary>What ends the namespace in a channel's name. Cannot be changed here.</summary>
    [OneOf(":")]
    public string NamespaceBoundary { get; init; } = ":";

    /// <summary>What begins the users in a channel's name. Cannot be changed here.</summary>
    [OneOf("#")]
    public string UserBoundary { get; init; } = "#";

    /// <summary>What separates the users in a channel's name. Cannot be changed here.</summary>
    [OneOf(",")]
    public string UserSeparator { get; init; } = ",";
}

/// <summary>The rules of one namespace.</summary>
internal sealed record NamespaceSettings : ChannelRuleSettings, INamedSettings
{
    /// <summary>The name: two or more letters, digits, `-`, `_` or `.`.</summary>
    public string Name { get; init; } = "";
}
