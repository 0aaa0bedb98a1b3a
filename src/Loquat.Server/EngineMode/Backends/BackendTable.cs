using Loquat.Protocol;

namespace Loquat.Server.EngineMode.Backends;

/// <summary>Which backend is asked about what.</summary>
internal sealed class BackendTable
{
    private readonly Dictionary<ProxySettings, Backend> _backends = new(ReferenceEqualityComparer.Instance);
    private readonly ChannelBackends _withoutNamespace;
    private readonly Dictionary<string, ChannelBackends> _namespaces;
    private readonly Backend? _rpcWithoutNamespace;
    private readonly Dictionary<string, Backend?> _rpcNamespaces;
    private readonly string _rpcBoundary;
    private readonly ProtocolError _withoutRpc;

    public BackendTable(EngineSettings settings, BackendClients clients, TimeProvider time)
    {
        Backend? Use(bool enabled, ProxySettings? proxy)
        {
            if (!enabled || proxy is null)
                return null;
            if (!_backends.TryGetValue(proxy, out var backend))
                _backends.Add(proxy, backend = Backend.Create(proxy, clients, time));
            return backend;
        }

        ChannelBackends OfChannels(ChannelRuleSettings rules)
        {
            var own = settings.Channel.Proxy;
            return new ChannelBackends(
                Use(rules.SubscribeProxyEnabled, ProxyUses.Find(settings, rules.SubscribeProxyName, own.Subscribe)),
                Use(rules.PublishProxyEnabled, ProxyUses.Find(settings, rules.PublishProxyName, own.Publish)),
                Use(rules.SubRefreshProxyEnabled, ProxyUses.Find(settings, rules.SubRefreshProxyName, own.SubRefresh)),
                rules.SubscribeStreamProxyEnabled);
        }

        Backend? OfRpc(RpcRuleSettings rules) => Use(rules.ProxyEnabled, ProxyUses.Find(settings, rules.ProxyName, settings.Rpc.Proxy));

        Connect = Use(settings.Client.Proxy.Connect.Enabled, settings.Client.Proxy.Connect);
        Refresh = Use(settings.Client.Proxy.Refresh.Enabled, settings.Client.Proxy.Refresh);
        _withoutNamespace = OfChannels(settings.Channel.WithoutNamespace);
        _namespaces = settings.Channel.Namespaces.ToDictionary(space => space.Name, OfChannels);
        _rpcWithoutNamespace = OfRpc(settings.Rpc.WithoutNamespace);
        _rpcNamespaces = settings.Rpc.Namespaces.ToDictionary(space => space.Name, OfRpc);
        _rpcBoundary = settings.Rpc.NamespaceBoundary;
        _withoutRpc = settings.Rpc.Ping.Enabled ? ProtocolError.MethodNotFound : ProtocolError.NotAvailable;
    }

    public Backend? Connect { get; }

    public Backend? Refresh { get; }

    private bool HasRpc => _rpcWithoutNamespace is not null || _rpcNamespaces.Values.Any(backend => backend is not null);

    /// <summary>Nobody for a channel whose namespace is unknown.</summary>
    public ChannelBackends OfChannel(string channel)
    {
        var name = channel.AsSpan(channel.StartsWith('$') ? 1 : 0);
        var boundary = name.IndexOf(':');
        return boundary > 0
            ? _namespaces.GetValueOrDefault(name[..boundary].ToString(), ChannelBackends.None)
            : _withoutNamespace;
    }

    /// <summary>Who answers a method, or why nobody does (section 19).</summary>
    public (Backend? Backend, ProtocolError Refusal) OfMethod(string method)
    {
        if (!HasRpc)
            return (null, _withoutRpc);

        var boundary = _rpcBoundary.Length > 0 ? method.IndexOf(_rpcBoundary, StringComparison.Ordinal) : -1;
        if (boundary <= 0)
            return (_rpcWithoutNamespace, ProtocolError.NotAvailable);
        return _rpcNamespaces.TryGetValue(method[..boundary], out var backend)
            ? (backend, ProtocolError.NotAvailable)
            : (null, ProtocolError.MethodNotFound);
    }
}

/// <summary>Who is asked about the channels of a namespace; null where nobody is.</summary>
/// <param name="FeedsSubscriptions">A backend is to feed each subscription by a stream of its own.</param>
internal sealed record ChannelBackends(Backend? Subscribe, Backend? Publish, Backend? SubRefresh, bool FeedsSubscriptions)
{
    public static readonly ChannelBackends None = new(null, null, null, FeedsSubscriptions: false);
}
