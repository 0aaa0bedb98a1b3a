using System.Text;
using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>
/// A subscriber inside the process, in a channel that nobody else can know: shows that what is published comes out again, through the broker, the hub
/// and the flush shards. It is no connection: no limit, list, hook or gauge counts it.
/// </summary>
internal sealed class Probe : ITransport
{
    // Its first letter makes the channel one that no client enters without a token.
    private const string ChannelPrefix = "$loquat-probe-";

    private readonly byte[] _mark = Encoding.ASCII.GetBytes($"\"{Guid.NewGuid()}\"");
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => "probe";

    WireEncoding ITransport.Encoding => WireEncoding.Json;

    public FrameFormat Format => FrameFormat.WebSocket;

    public static bool Owns(string channel) => channel.StartsWith(ChannelPrefix, StringComparison.Ordinal);

    /// <exception cref="OperationCanceledException">Nothing has come out until the token said that it was enough.</exception>
    /// <exception cref="InvalidOperationException">The subscription failed.</exception>
    public async Task RunAsync(Session session, SubscriptionFlow flow, IBroker broker, RealtimeOptions options, CancellationToken cancellationToken)
    {
        var policy = new ChannelPolicy(new ChannelOptions(), options, NameRegex: null);
        var subscription = new Subscription(session, ChannelPrefix + session.Id, serverSide: true);
        if (await flow.PrepareAsync(subscription, policy, new SubscribeRequest(), subscription.Session.Room, cancellationToken) is not Preparation.Ready ready)
            throw new InvalidOperationException("The probe could not subscribe.");

        try
        {
            flow.GoLive(subscription, ready, reply: null);
            await broker.PublishAsync(subscription.Channel, new Publication(_mark), policy.Retention, PublishOptions.Default, cancellationToken);
            await _arrived.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            await flow.AbandonAsync(subscription);
        }
    }

    public int TrySend(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IndexOf(_mark) >= 0)
            _arrived.TrySetResult();
        return bytes.Length;
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes) => ValueTask.CompletedTask;

    public void Close(Disconnect disconnect)
    {
        // The token ends the waiting.
    }
}
