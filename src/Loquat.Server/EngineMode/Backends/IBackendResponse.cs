namespace Loquat.Server.Proxy.Wire;

/// <summary>What all answers of backends have in common (section 26.3).</summary>
internal interface IBackendResponse
{
    Error? Error { get; set; }

    Disconnect? Disconnect { get; set; }
}

internal sealed partial class ConnectResponse : IBackendResponse;

internal sealed partial class RefreshResponse : IBackendResponse;

internal sealed partial class SubscribeResponse : IBackendResponse;

internal sealed partial class PublishResponse : IBackendResponse;

internal sealed partial class RPCResponse : IBackendResponse;

internal sealed partial class SubRefreshResponse : IBackendResponse;
