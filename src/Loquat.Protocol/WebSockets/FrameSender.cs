namespace Loquat.Protocol.WebSockets;

/// <summary>Which end a frame comes from: clients mask every frame, servers none.</summary>
public enum FrameSender
{
    /// <summary>Masks its frames.</summary>
    Client,

    /// <summary>Does not mask its frames.</summary>
    Server,
}
