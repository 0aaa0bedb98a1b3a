using Loquat.Protocol;

namespace Loquat.Realtime;

public sealed class Session : IConnection
{
    public string Id => throw new NotImplementedException();
    public string User => throw new NotImplementedException();
    public object? State => throw new NotImplementedException();
    public ClientRequest Request => throw new NotImplementedException();
    public string Transport => throw new NotImplementedException();
    public WireEncoding Encoding => throw new NotImplementedException();

    /// <summary>Handles one message of the transport: 1..n commands, in order. False once the session is over: read no more.</summary>
    public ValueTask<bool> ReceiveAsync(ReadOnlyMemory<byte> message) => throw new NotImplementedException();

    /// <summary>The transport is gone. Called once, after the last <see cref="ReceiveAsync"/> has completed.</summary>
    public ValueTask EndAsync() => throw new NotImplementedException();

    /// <summary>Ends the session. Returns at once; may be called from anywhere, any number of times.</summary>
    public void Disconnect(Disconnect disconnect) => throw new NotImplementedException();
}
