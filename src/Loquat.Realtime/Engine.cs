using Loquat.Protocol;

namespace Loquat.Realtime;

public sealed class Engine
{
    /// <summary>A transport has a new connection. Null if the node is full or shutting down: refuse it (HTTP 503).</summary>
    public Session? Accept(ITransport transport, ClientRequest request) => throw new NotImplementedException();

    public ValueTask<StreamPosition> PublishAsync(string channel, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Delivers a publication that a channel log has stored, with its offset. Calls for one channel come in any order; delivery is by offset.</summary>
    public ValueTask DeliverAsync(string channel, Publication publication, string epoch, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Ends the sessions of a user that <paramref name="where"/> accepts (all if null).</summary>
    public void Disconnect(string user, Disconnect disconnect, Func<Session, bool>? where = null) => throw new NotImplementedException();

    /// <summary>Takes no more connections, tells every client to come back (3001), spread over <paramref name="time"/>, and waits until they are gone.</summary>
    public Task DrainAsync(TimeSpan time, CancellationToken cancellationToken) => throw new NotImplementedException();
}
