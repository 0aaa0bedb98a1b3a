namespace Loquat.Chat.Log;

/// <summary>A change on its way through the writer, and the caller who waits for it.</summary>
internal sealed class PendingAppend(Change change)
{
    // The caller goes on elsewhere: the writer has the next group to commit.
    private readonly TaskCompletionSource<AppendResult> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Change Change { get; } = change;

    public Task<AppendResult> Outcome => _outcome.Task;

    public void Complete(AppendResult result) => _outcome.TrySetResult(result);

    public void Fail(Exception cause) => _outcome.TrySetException(cause);
}
