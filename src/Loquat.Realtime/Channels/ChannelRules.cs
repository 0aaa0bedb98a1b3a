using System.Text;
using System.Text.RegularExpressions;
using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>Knows which options govern a channel, and who may do what in it (sections 22 and 23).</summary>
internal sealed class ChannelRules
{
    private readonly RealtimeOptions _options;
    private readonly IReadOnlyList<IChannelLog> _logs;
    private readonly ChannelPolicy _withoutNamespace;
    private readonly Dictionary<string, ChannelPolicy> _namespaces;
    private readonly Dictionary<string, ChannelPolicy>.AlternateLookup<ReadOnlySpan<char>> _byNamespace;

    public ChannelRules(RealtimeOptions options, IReadOnlyList<IChannelLog> logs)
    {
        _options = options;
        _logs = logs;
        _withoutNamespace = PolicyOf(options.WithoutNamespace);
        _namespaces = options.Namespaces.ToDictionary(pair => pair.Key, pair => PolicyOf(pair.Value));
        _byNamespace = _namespaces.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public static Regex? Compile(string pattern) =>
        // Names come from clients: only an engine whose time grows with their length may judge them.
        pattern.Length == 0 ? null : new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>
    /// Finds the policy of a channel that a client has named: 107 for a name that is not allowed, 102 for an unknown namespace.
    /// </summary>
    public ProtocolError? ResolveForClient(string channel, out ChannelPolicy policy)
    {
        policy = _withoutNamespace;
        return Encoding.UTF8.GetByteCount(channel) > _options.MaxChannelLength
            ? ProtocolError.BadRequest
            : Resolve(channel, out policy) ?? (policy.Names(new ChannelName(channel)) ? null : ProtocolError.BadRequest);
    }

    /// <summary>The same for a channel that the application has named: any name will do.</summary>
    public ProtocolError? Resolve(string channel, out ChannelPolicy policy)
    {
        var prefix = new ChannelName(channel).Namespace;
        policy = _withoutNamespace;
        var known = prefix.IsEmpty || _byNamespace.TryGetValue(prefix, out policy!);
        foreach (var log in _logs)
        {
            if (!log.Owns(channel))
                continue;

            // A log's channels need no namespace: that they exist is for the log to say.
            policy = (known ? policy : PolicyOf(new ChannelOptions())) with { Log = log };
            return null;
        }
        policy ??= _withoutNamespace;
        return known ? null : ProtocolError.UnknownChannel;
    }

    private ChannelPolicy PolicyOf(ChannelOptions options) => new(options, _options, Compile(options.ChannelRegex));
}
