using Loquat.Chat.Maintenance;
using Spectre.Console;

namespace Loquat.Server.Commands;

/// <summary>Shows how far a long command is.</summary>
internal static class ProgressBar
{
    public static Task<T> ShowAsync<T>(string title, Func<Bar, Task<T>> work)
    {
        // A program that reads the output, or a mail from cron, has nobody to watch.
        if (Console.IsOutputRedirected)
            return work(new Bar(task: null));

        return AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(progress => work(new Bar(progress.AddTask(title))));
    }

    /// <summary>Unlike <see cref="Progress{T}"/> it draws in the order of the reports.</summary>
    internal sealed class Bar(ProgressTask? task) : IProgress<CopyProgress>
    {
        public void Report(CopyProgress value)
        {
            if (task is null)
                return;

            task.MaxValue = Math.Max(1, value.Total);
            task.Value = value.Done;
        }

        /// <summary>The same for work that counts only what is done.</summary>
        public IProgress<long> Of(long total) => new Counting(this, total);
    }

    private sealed class Counting(Bar bar, long total) : IProgress<long>
    {
        public void Report(long value) => bar.Report(new CopyProgress(value, total));
    }
}
