namespace Loquat.Testing;

/// <summary>No test waits for ever: what is awaited comes in time, or the failure says what did not happen.</summary>
public static class Deadline
{
    /// <summary>Long enough for a busy machine; a test that passes never waits for it.</summary>
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(20);

    public static async Task<T> Within<T>(this Task<T> task, string whatDidNotHappen, TimeSpan? deadline = null)
    {
        await ((Task)task).Within(whatDidNotHappen, deadline);
        return await task;
    }

    public static async Task Within(this Task task, string whatDidNotHappen, TimeSpan? deadline = null)
    {
        try
        {
            await task.WaitAsync(deadline ?? Default);
        }
        catch (TimeoutException exception) when (!task.IsCompleted)
        {
            throw new TimeoutException($"Not in time: {whatDidNotHappen}.", exception);
        }
    }
}
