namespace Loquat.Chat.Log;

/// <summary>
/// The front door of the log: every change to a thread passes here and reaches the one writer of this process, which
/// commits what is waiting in groups.
/// </summary>
public sealed class ThreadLog
{
    private readonly AppendQueue _queue;
    private readonly Announcements _announcements;

    internal ThreadLog(AppendQueue queue, Announcements announcements) => (_queue, _announcements) = (queue, announcements);

    /// <summary>False while the database does not take what is written. Reading may go on all the same; the next change tries again.</summary>
    public bool IsWritable => !_queue.IsRefusing;

    /// <summary>
    /// Answers once the change is durable. Cancelling stops the wait, not the change: it may be committed all the same.
    /// </summary>
    public Task<AppendResult> AppendAsync(Change change, CancellationToken cancellationToken)
    {
        var append = new PendingAppend(change);
        return _queue.TryEnqueue(append)
            ? append.Outcome.WaitAsync(cancellationToken)
            : Task.FromResult<AppendResult>(new AppendResult.Unavailable());
    }

    /// <summary>Says something that is part of no log, at most once, to whoever listens at this moment.</summary>
    internal void Tell(string channel, byte[] data) => _announcements.Enqueue(channel, data, position: null);
}
