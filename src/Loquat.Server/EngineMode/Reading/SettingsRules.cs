using System.Text.RegularExpressions;

namespace Loquat.Server.EngineMode;

/// <summary>What several keys demand of each other.</summary>
internal static partial class SettingsRules
{
    public static void Check(EngineSettings settings, Findings findings)
    {
        CheckClient(settings, findings);
        CheckTokens("client.token", settings.Client.Token, findings);
        CheckTokens("client.subscription_token", settings.Client.SubscriptionToken, findings);
        CheckNames("channel.namespaces", settings.Channel.Namespaces, findings);
        CheckNames("rpc.namespaces", settings.Rpc.Namespaces, findings);
        CheckNames("proxies", settings.Proxies, findings);
        if (settings.Proxies.Any(proxy => proxy.Name == ChannelRuleSettings.DefaultProxy))
            findings.Problem($"proxies: the name {ChannelRuleSettings.DefaultProxy} is taken by the proxies that belong to an event itself.");

        CheckChannel("channel.without_namespace", settings.Channel.WithoutNamespace, settings, findings);
        foreach (var space in settings.Channel.Namespaces)
            CheckChannel($"channel.namespaces[{space.Name}]", space, settings, findings);

        CheckProxies(settings, findings);
        if (settings.Admin is { Enabled: true, Insecure: false, Password: "" })
            findings.Problem("admin.password is needed where admin.enabled is set.");
        if (settings.HttpServer.InternalPort != 0 && settings.HttpServer.InternalPort == settings.HttpServer.Port)
            findings.Problem("http_server.internal_port must be another one than http_server.port.");
    }

    private static void CheckClient(EngineSettings settings, Findings findings)
    {
        var client = settings.Client;
        if (client.PongTimeout >= client.PingInterval)
            findings.Problem("client.pong_timeout must be shorter than client.ping_interval.");

        foreach (var (path, rates) in new[] { ("client_command", client.RateLimit.ClientCommand), ("user_command", client.RateLimit.UserCommand) })
        {
            foreach (var twice in rates.Rpc.MethodOverride.GroupBy(method => method.Method).Where(group => group.Count() > 1))
                findings.Problem($"client.rate_limit.{path}.rpc.method_override: the method {twice.Key} is there more than once.");
        }

        var personal = client.SubscribeToUserPersonalChannel;
        if (!personal.Enabled)
            return;

        const string Key = "client.subscribe_to_user_personal_channel";
        ChannelRuleSettings? rules = personal.PersonalChannelNamespace.Length == 0
            ? settings.Channel.WithoutNamespace
            : settings.Channel.Namespaces.FirstOrDefault(space => space.Name == personal.PersonalChannelNamespace);
        if (rules is null)
            findings.Problem($"{Key}.personal_channel_namespace: there is no namespace {personal.PersonalChannelNamespace}.");
        else if (personal.SingleConnection && !rules.Presence)
            findings.Problem($"{Key}.single_connection needs presence in the namespace of the personal channels.");
    }

    private static void CheckTokens(string path, TokenSettings token, Findings findings)
    {
        if (token.Audience.Length > 0 && token.AudienceRegex.Length > 0)
            findings.Problem($"{path}.audience_regex cannot be used together with {path}.audience.");
        if (token.Issuer.Length > 0 && token.IssuerRegex.Length > 0)
            findings.Problem($"{path}.issuer_regex cannot be used together with {path}.issuer.");
    }

    private static void CheckNames(string path, IEnumerable<INamedSettings> items, Findings findings)
    {
        var names = items.Select(item => item.Name).ToList();
        foreach (var name in names.Where(name => !Name().IsMatch(name)).Distinct())
            findings.Problem($"{path}: \"{name}\" must be two or more of the characters a-z A-Z 0-9 - _ . to be a name.");
        foreach (var twice in names.GroupBy(name => name).Where(group => group.Count() > 1))
            findings.Problem($"{path}: the name {twice.Key} is there more than once.");
    }

    private static void CheckChannel(string path, ChannelRuleSettings rules, EngineSettings settings, Findings findings)
    {
        var hasHistory = rules.HistorySize > 0 && rules.HistoryTtl > TimeSpan.Zero;
        var metaTtl = rules.HistoryMetaTtl > TimeSpan.Zero ? rules.HistoryMetaTtl : settings.Channel.HistoryMetaTtl;
        if (!hasHistory && (rules.HistorySize > 0 || rules.HistoryTtl > TimeSpan.Zero))
            findings.Problem($"{path}: history_size and history_ttl are needed together.");
        if (rules.HistoryTtl > metaTtl)
            findings.Problem($"{path}.history_ttl must not be longer than the history_meta_ttl of {GoDuration.Format(metaTtl)}.");
        if (rules.ForceRecovery && !hasHistory)
            findings.Problem($"{path}.force_recovery needs history_size and history_ttl.");
        if (rules.AutoCacheRecover && !(rules.ForceRecovery && rules.ForceRecoveryMode == "cache"))
            findings.Problem($"{path}.auto_cache_recover needs force_recovery and the force_recovery_mode \"cache\".");
        if (rules.SubscribeStreamProxyEnabled && (rules.SubscribeProxyEnabled || rules.PublishProxyEnabled || rules.SubRefreshProxyEnabled))
            findings.Problem($"{path}.subscribe_stream_proxy_enabled cannot be used together with another proxy.");
    }

    private static void CheckProxies(EngineSettings settings, Findings findings)
    {
        foreach (var use in ProxyUses.Of(settings))
        {
            if (use.Proxy is null)
                findings.Problem($"{use.Path}_name: there is no proxy {use.Name}.");
            else if (use.Proxy.Endpoint.Length == 0)
                findings.Problem($"{use.Path} needs {use.ProxyPath}.endpoint.");
        }
    }

    [GeneratedRegex(@"^[-a-zA-Z0-9_.]{2,}\z")]
    private static partial Regex Name();
}
