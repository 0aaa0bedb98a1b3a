using System.Collections.Concurrent;

namespace Loquat.Chat.Log;

/// <summary>
/// Runs tasks on one thread of its own. The writer of a SQLite file waits for the disk inside a call; on a small machine that would take
/// the thread that everything else runs on.
/// </summary>
internal sealed class WriterThread : TaskScheduler, IDisposable
{
    private readonly BlockingCollection<Task> _tasks = [];
    private readonly System.Threading.Thread _thread;

    public WriterThread()
    {
        _thread = new System.Threading.Thread(Run) { IsBackground = true, Name = "loquat log writer" };
        _thread.Start();
    }

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Ends the thread. Does not wait for it: it may be the thread itself that calls.</summary>
    public void Dispose() => _tasks.CompleteAdding();

    protected override void QueueTask(Task task) => _tasks.Add(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        System.Threading.Thread.CurrentThread == _thread && !taskWasPreviouslyQueued && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => _tasks;

    private void Run()
    {
        foreach (var task in _tasks.GetConsumingEnumerable())
            TryExecuteTask(task);
    }
}
