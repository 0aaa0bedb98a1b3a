using System.Diagnostics.CodeAnalysis;
using Loquat.Protocol;
using Loquat.Realtime.AspNetCore.HttpStreams;

namespace Loquat.Realtime.AspNetCore.Emulation;

/// <summary>
/// A session whose commands come in requests of their own (section 6.3). Several may come at once; the session gets them one after another.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore that nobody waits for by its handle holds nothing, and late requests may still ask for a turn.")]
internal sealed class EmulatedSession(Session session, byte[] firstMessage, EmulatedSessions sessions) : IStreamedSession
{
    private readonly SemaphoreSlim _turn = new(1);
    private bool _isOver;

    public Task ConnectAsync() => ReceiveAsync(firstMessage);

    /// <summary>Completes when the commands have been handled; their replies go down the stream.</summary>
    public async Task ReceiveAsync(ReadOnlyMemory<byte> message)
    {
        await _turn.WaitAsync();
        try
        {
            if (!_isOver)
                await session.ReceiveAsync(message);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task EndAsync()
    {
        sessions.Remove(session);
        // Whoever has the turn gives up what it does.
        session.Disconnect(Disconnect.ConnectionClosed);
        await _turn.WaitAsync();
        _isOver = true;
        _turn.Release();
        await session.EndAsync();
    }
}
