using Loquat.Protocol;
using Loquat.Realtime.AspNetCore.HttpStreams;

namespace Loquat.Realtime.AspNetCore.Unidirectional;

/// <summary>A session that hears and says nothing (section 7).</summary>
internal sealed class UniSession(Session session, ConnectRequest request) : IStreamedSession
{
    public Task ConnectAsync() => session.ConnectAsync(request).AsTask();

    public Task EndAsync() => session.EndAsync().AsTask();

    /// <summary>Null for what is no connect request.</summary>
    public static ConnectRequest? TryRead(ReadOnlyMemory<byte> json)
    {
        try
        {
            return ProtocolCodec.Json.ReadConnectRequest(json);
        }
        catch (ProtocolException)
        {
            return null;
        }
    }
}
