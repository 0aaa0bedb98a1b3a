namespace Loquat.Server.Tests.Proxy;

internal static class Deadline
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Awaits it, but not for ever.</summary>
    /// <param name="what">What did not happen, if it takes too long.</param>
    public static async Task<T> OrLate<T>(this Task<T> task, string what)
    {
        try
        {
            return await task.WaitAsync(Limit, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"Within {Limit}: {what} did not happen.", exception);
        }
    }

    public static Task OrLate(this Task task, string what) => Of(task).OrLate(what);

    private static async Task<bool> Of(Task task)
    {
        await task;
        return true;
    }
}
