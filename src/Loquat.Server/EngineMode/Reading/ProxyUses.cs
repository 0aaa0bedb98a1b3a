namespace Loquat.Server.EngineMode;

/// <summary>One event that a backend is asked about.</summary>
/// <param name="Path">The key that switches it on, without <c>_enabled</c> or <c>.enabled</c>.</param>
/// <param name="Name">The proxy's name.</param>
/// <param name="Proxy">Null if there is no proxy of that name.</param>
/// <param name="ProxyPath">Where the proxy itself is configured.</param>
internal sealed record ProxyUse(string Path, string Name, ProxySettings? Proxy, string ProxyPath);

/// <summary>Finds which backend is asked about what.</summary>
internal static class ProxyUses
{
    /// <summary>Every event that is switched on, whether or not its proxy exists.</summary>
    public static IEnumerable<ProxyUse> Of(EngineSettings settings) =>
    [
        .. OfClient(settings.Client.Proxy),
        .. OfChannel("channel.without_namespace", settings.Channel.WithoutNamespace, settings),
        .. settings.Channel.Namespaces.SelectMany(space => OfChannel($"channel.namespaces[{space.Name}]", space, settings)),
        .. OfRpc("rpc.without_namespace", settings.Rpc.WithoutNamespace, settings),
        .. settings.Rpc.Namespaces.SelectMany(space => OfRpc($"rpc.namespaces[{space.Name}]", space, settings)),
    ];

    /// <summary>The proxy of a name; null if there is none.</summary>
    /// <param name="own">The one that is meant by <c>default</c>.</param>
    public static ProxySettings? Find(EngineSettings settings, string name, ProxySettings own) =>
        name == ChannelRuleSettings.DefaultProxy ? own : settings.Proxies.FirstOrDefault(proxy => proxy.Name == name);

    private static IEnumerable<ProxyUse> OfClient(ClientProxySettings proxy)
    {
        if (proxy.Connect.Enabled)
            yield return new ProxyUse("client.proxy.connect", ChannelRuleSettings.DefaultProxy, proxy.Connect, "client.proxy.connect");
        if (proxy.Refresh.Enabled)
            yield return new ProxyUse("client.proxy.refresh", ChannelRuleSettings.DefaultProxy, proxy.Refresh, "client.proxy.refresh");
    }

    private static IEnumerable<ProxyUse> OfChannel(string path, ChannelRuleSettings rules, EngineSettings settings)
    {
        var own = settings.Channel.Proxy;
        if (rules.SubscribeProxyEnabled)
            yield return Asked("subscribe", rules.SubscribeProxyName, own.Subscribe);
        if (rules.PublishProxyEnabled)
            yield return Asked("publish", rules.PublishProxyName, own.Publish);
        if (rules.SubRefreshProxyEnabled)
            yield return Asked("sub_refresh", rules.SubRefreshProxyName, own.SubRefresh);
        if (rules.SubscribeStreamProxyEnabled)
            yield return Asked("subscribe_stream", rules.SubscribeStreamProxyName, own.SubscribeStream);

        ProxyUse Asked(string what, string name, ProxySettings proxy) => Use(settings, $"{path}.{what}_proxy", name, proxy, $"channel.proxy.{what}");
    }

    private static IEnumerable<ProxyUse> OfRpc(string path, RpcRuleSettings rules, EngineSettings settings)
    {
        if (rules.ProxyEnabled)
            yield return Use(settings, $"{path}.proxy", rules.ProxyName, settings.Rpc.Proxy, "rpc.proxy");
    }

    private static ProxyUse Use(EngineSettings settings, string path, string name, ProxySettings own, string ownPath) =>
        new(path, name, Find(settings, name, own), name == ChannelRuleSettings.DefaultProxy ? ownPath : $"proxies[{name}]");
}
