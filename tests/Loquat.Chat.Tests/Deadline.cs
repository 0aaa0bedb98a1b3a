namespace Loquat.Chat.Tests;

internal static class Deadline
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    extension(Task task)
    {
        /// <summary>Fails with a sentence if it does not happen.</summary>
        public async Task Within(string what)
        {
            try
            {
                await task.WaitAsync(Patience, TestContext.Current.CancellationToken);
            }
            catch (TimeoutException)
            {
                Assert.Fail($"Did not happen within {Patience.TotalSeconds} s: {what}");
            }
        }
    }

    extension<T>(Task<T> task)
    {
        public async Task<T> Within(string what)
        {
            await ((Task)task).Within(what);
            return await task;
        }
    }
}
