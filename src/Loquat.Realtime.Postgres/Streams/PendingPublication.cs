using Loquat.Protocol;

namespace Loquat.Realtime.Postgres.Streams;

/// <summary>A publication on its way into the database, and whoever waits for its position.</summary>
internal sealed class PendingPublication(string channel, Publication publication, Retention retention, PublishOptions options)
{
    private readonly TaskCompletionSource<StreamPosition> _position = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Channel => channel;
    public Publication Publication => publication;
    public Retention Retention => retention;
    public PublishOptions Options => options;
    public bool Stores { get; } = retention.KeepsPublications && !options.SkipHistory;

    public Task<StreamPosition> Position => _position.Task;

    public void Complete(StreamPosition position) => _position.TrySetResult(position);

    public void Fail(Exception cause) => _position.TrySetException(cause);
}

/// <param name="Published">What is to be delivered, with its offset; null if nothing is.</param>
/// <param name="IsNewResult">The result is to be remembered under the idempotency key.</param>
internal readonly record struct PublishOutcome(PendingPublication Pending, StreamPosition Result, Publication? Published, bool IsNewResult);
