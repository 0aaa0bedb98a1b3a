namespace Loquat.Realtime.AspNetCore.ServerApi;

/// <summary>What this node tells about itself.</summary>
internal sealed class NodeFacts(Engine engine, TimeProvider time)
{
    private readonly string _id = Guid.NewGuid().ToString();
    private readonly long _started = time.GetTimestamp();

    public ApiResult.Node Read() => new(
        _id, Environment.MachineName, engine.Version, engine.SessionCount, engine.UserCount, engine.ChannelCount, engine.SubscriptionCount,
        (uint)time.GetElapsedTime(_started).TotalSeconds);
}
