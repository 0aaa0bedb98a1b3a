namespace Loquat.Server.EngineMode;

/// <summary>Calls of clients.</summary>
internal sealed record RpcSettings
{
    public ProxySettings Proxy { get; init; } = new();
    public RpcRuleSettings WithoutNamespace { get; init; } = new();

    /// <summary>Namespaces of methods, by what stands before the colon.</summary>
    public IReadOnlyList<RpcNamespaceSettings> Namespaces { get; init; } = [];

    public RpcPingSettings Ping { get; init; } = new();

    /// <summary>What ends the namespace in a method's name.</summary>
    public string NamespaceBoundary { get; init; } = ":";
}

/// <summary>Who answers the methods of a namespace.</summary>
internal record RpcRuleSettings
{
    /// <summary>A backend answers.</summary>
    public bool ProxyEnabled { get; init; }

    /// <summary>Which one.</summary>
    public string ProxyName { get; init; } = ChannelRuleSettings.DefaultProxy;
}

/// <summary>Who answers the methods of one named namespace.</summary>
internal sealed record RpcNamespaceSettings : RpcRuleSettings, INamedSettings
{
    /// <summary>The name: two or more letters, digits, `-`, `_` or `.`.</summary>
    public string Name { get; init; } = "";
}

/// <summary>A method that the server answers itself, to measure the way to it and back.</summary>
internal sealed record RpcPingSettings
{
    /// <summary>Answers it.</summary>
    public bool Enabled { get; init; }

    /// <summary>Its name.</summary>
    public string Method { get; init; } = "ping";
}
