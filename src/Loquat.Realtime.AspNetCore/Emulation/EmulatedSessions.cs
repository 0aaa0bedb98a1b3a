using System.Collections.Concurrent;
using Loquat.Realtime.AspNetCore.HttpStreams;

namespace Loquat.Realtime.AspNetCore.Emulation;

/// <summary>The emulated sessions of this node, by the secret that their connect reply told.</summary>
internal sealed class EmulatedSessions(Engine engine)
{
    private readonly ConcurrentDictionary<string, EmulatedSession> _bySecret = new();

    public bool IsHere(string node) => node == engine.NodeId;

    public EmulatedSession? Find(string secret) => _bySecret.GetValueOrDefault(secret);

    public IStreamedSession Add(Session session, byte[] firstMessage) =>
        _bySecret[session.Secret] = new EmulatedSession(session, firstMessage, this);

    public void Remove(Session session) => _bySecret.TryRemove(session.Secret, out _);
}
