using System.Text;
using System.Text.RegularExpressions;
using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>Knows which options govern a channel, and who may do what in it (sections 22 and 23).</summary>
internal sealed class ChannelRules
{
    private readonly RealtimeOptions _options;
    private readonly IBroker _broker;
    private readonly PolicyTable _ordinary;
    private readonly (IChannelLog Log, PolicyTable Policies)[] _logs;

    public ChannelRules(RealtimeOptions options, IReadOnlyList<IChannelLog> logs, IBroker broker)
    {
        (_options, _broker) = (options, broker);
        _ordinary = new PolicyTable(
            PolicyOf(options.WithoutNamespace), options.Namespaces.ToDictionary(pair => pair.Key, pair => PolicyOf(pair.Value)));
        var unknown = PolicyOf(new ChannelOptions());
        _logs = [.. logs.Select(log => (log, _ordinary.Of(log, unknown)))];
    }

    public static Regex? Compile(string pattern) => pattern.Length == 0 ? null : LinearRegex.Of(pattern);

    /// <summary>
    /// Finds the policy of a channel that a client has named: 107 for a name that is not allowed, 102 for an unknown namespace.
    /// </summary>
    public ProtocolError? ResolveForClient(string channel, out ChannelPolicy policy)
    {
        policy = _ordinary.WithoutNamespace;
        return Encoding.UTF8.GetByteCount(channel) > _options.MaxChannelLength
            ? ProtocolError.BadRequest
            : Resolve(channel, out policy) ?? (policy.Names(new ChannelName(channel)) ? null : ProtocolError.BadRequest);
    }

    /// <summary>The same for a channel that the application has named: any name will do that can be kept.</summary>
    public ProtocolError? Resolve(string channel, out ChannelPolicy policy)
    {
        if (!_broker.Takes(channel))
        {
            policy = _ordinary.WithoutNamespace;
            return ProtocolError.BadRequest;
        }

        var prefix = new ChannelName(channel).Namespace;
        foreach (var (log, policies) in _logs)
        {
            if (!log.Owns(channel))
                continue;

            // A log's channels need no namespace: that they exist is for the log to say.
            policy = policies.Find(prefix)!;
            return null;
        }

        var known = _ordinary.Find(prefix);
        policy = known ?? _ordinary.WithoutNamespace;
        return known is null ? ProtocolError.UnknownChannel : null;
    }

    private ChannelPolicy PolicyOf(ChannelOptions options) => new(options, _options, Compile(options.ChannelRegex));

    /// <summary>The policies of all namespaces, made once: nothing is made anew for each command.</summary>
    /// <param name="unknown">For namespaces that are not there; null where they may not be used.</param>
    private sealed class PolicyTable(ChannelPolicy withoutNamespace, Dictionary<string, ChannelPolicy> namespaces, ChannelPolicy? unknown = null)
    {
        private readonly Dictionary<string, ChannelPolicy>.AlternateLookup<ReadOnlySpan<char>> _byPrefix =
            namespaces.GetAlternateLookup<ReadOnlySpan<char>>();

        public ChannelPolicy WithoutNamespace => withoutNamespace;

        /// <summary>Null if there is no such namespace.</summary>
        public ChannelPolicy? Find(ReadOnlySpan<char> prefix)
        {
            if (prefix.IsEmpty)
                return withoutNamespace;

            return _byPrefix.TryGetValue(prefix, out var policy) ? policy : unknown;
        }

        /// <summary>The same namespaces for the channels of a log.</summary>
        public PolicyTable Of(IChannelLog log, ChannelPolicy ofUnknown) => new(
            withoutNamespace with { Log = log },
            namespaces.ToDictionary(pair => pair.Key, pair => pair.Value with { Log = log }),
            ofUnknown with { Log = log });
    }
}
