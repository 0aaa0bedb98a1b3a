namespace Loquat.Realtime.AspNetCore.ServerApi;

/// <summary>What the server API is asked to do, whichever way the question came (section 25).</summary>
internal abstract record ApiCall
{
    public sealed record Publish(string Channel, ApiPublication Publication) : ApiCall;
    public sealed record Broadcast(IReadOnlyList<string> Channels, ApiPublication Publication) : ApiCall;
    public sealed record Subscribe(SessionTarget Target, string Channel, ApiPayload Info, ApiPayload Data, SubscribeOptions Options) : ApiCall;
    public sealed record Unsubscribe(SessionTarget Target, string Channel) : ApiCall;

    /// <param name="Why">Null for the usual.</param>
    public sealed record Disconnect(SessionTarget Target, Loquat.Protocol.Disconnect? Why) : ApiCall;

    /// <param name="ExpireAt">Null for never.</param>
    public sealed record Refresh(SessionTarget Target, bool Expired, DateTimeOffset? ExpireAt, ReadOnlyMemory<byte> Info) : ApiCall;
    public sealed record Presence(string Channel) : ApiCall;
    public sealed record PresenceStats(string Channel) : ApiCall;
    public sealed record History(string Channel, HistoryQuery Query) : ApiCall;
    public sealed record HistoryRemove(string Channel) : ApiCall;
    public sealed record ListChannels(string Pattern) : ApiCall;
    public sealed record DescribeNodes : ApiCall;
    public sealed record Rpc(string Method) : ApiCall;
}

/// <summary>A payload as it is, or as base64, which counts where both are there.</summary>
internal readonly record struct ApiPayload(ReadOnlyMemory<byte> Plain, string Base64)
{
    /// <summary>False if the base64 is none.</summary>
    public bool TryDecode(out ReadOnlyMemory<byte> bytes)
    {
        bytes = Plain;
        if (Base64.Length == 0)
            return true;

        var decoded = new byte[(Base64.Length + 3) / 4 * 3];
        var isBase64 = Convert.TryFromBase64String(Base64, decoded, out var length);
        bytes = decoded.AsMemory(0, length);
        return isBase64;
    }
}

/// <summary>What is published, and how.</summary>
internal sealed record ApiPublication(ApiPayload Data, PublishOptions Options);
