using Loquat.Chat;
using Loquat.Chat.Files;
using Loquat.Realtime;
using Loquat.Realtime.AspNetCore;
using Loquat.Server.Centrifugo;
using Loquat.Server.Embedded;
using Loquat.Server.Nodes;
using Loquat.Server.Proxy;

namespace Loquat.Server.Configuration;

/// <summary>A part of the configuration that is ours: every key under it is known, documented and checked.</summary>
/// <param name="Defaults">Makes the options as they are when nothing is configured.</param>
/// <param name="Except">Properties that are not an operator's to set, with everything below them.</param>
internal sealed record ConfigurationSection(string Name, Func<object> Defaults, params IReadOnlyList<string> Except)
{
    /// <summary>All of them, in the order of the documentation.</summary>
    public static readonly IReadOnlyList<ConfigurationSection> All =
    [
        new(ServerOptions.Section, () => new ServerOptions()),
        new(ConnectionStringOptions.Section, () => new ConnectionStringOptions()),
        new(ChatOptions.Section, () => new ChatOptions(), nameof(ChatOptions.DataDirectory), nameof(ChatOptions.ConnectionString)),
        new(FilesOptions.Section, () => new FilesOptions()),
        // What may be done in the chat's channels is part of its promises.
        new(
            RealtimeOptions.Section, () => ChatChannels.Define(new RealtimeOptions()),
            nameof(RealtimeOptions.WithoutNamespace), nameof(RealtimeOptions.Namespaces), nameof(RealtimeOptions.Insecure),
            nameof(RealtimeOptions.AllowAnonymousConnectWithoutToken),
            // The chat's people sign in by cookies, and its channels are all it has.
            nameof(RealtimeOptions.Tokens), nameof(RealtimeOptions.SubscriptionTokens), nameof(RealtimeOptions.DisallowAnonymousConnectionTokens),
            nameof(RealtimeOptions.UserIdHeader), nameof(RealtimeOptions.RefreshByApplication), nameof(RealtimeOptions.PersonalChannel),
            nameof(RealtimeOptions.PingMethod), nameof(RealtimeOptions.HandlerConcurrency), nameof(RealtimeOptions.IncludeServerTime),
            nameof(RealtimeOptions.KeptEmulatedHeaders)),
        new(RealtimeHttpOptions.Section, () => new RealtimeHttpOptions()),
        new(NodesOptions.Section, () => new NodesOptions()),
        new(ProxyOptions.Section, () => new ProxyOptions()),
        new(CentrifugoOptions.Section, () => new CentrifugoOptions()),
    ];
}
