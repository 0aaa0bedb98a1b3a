namespace Loquat.Chat.Database;

/// <summary>
/// Asks the database once for everybody who wants to know the same kind of thing at about the same time, as everybody of a node does when it has died.
/// Each question is part of a query that begins after it was put, so its answer is as new as one of its own would be.
/// </summary>
/// <param name="ask">Answers many questions; who is not in the answer gets the default.</param>
internal sealed class JointQuery<TQuestion, TAnswer>(
    Func<IReadOnlyCollection<TQuestion>, Task<IReadOnlyDictionary<TQuestion, TAnswer>>> ask, TimeProvider time)
    where TQuestion : notnull
{
    private const int MostTogether = 200;

    /// <summary>After a query for several the next one waits so long for others to join it. Who is alone does not wait.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(25);

    private readonly Lock _gate = new();
    private readonly Queue<(TQuestion Question, TaskCompletionSource<TAnswer?> Answer)> _waiting = new();
    private bool _isAsking;
    private bool _wasForSeveral;

    public Task<TAnswer?> AskAsync(TQuestion question, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<TAnswer?>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting.Enqueue((question, answer));
            if (!_isAsking)
            {
                _isAsking = true;
                // Ends when nobody waits; whatever goes wrong in it is told to those who wait.
                _ = Task.Run(RunAsync, CancellationToken.None);
            }
        }
        return answer.Task.WaitAsync(cancellationToken);
    }

    private async Task RunAsync()
    {
        do
        {
            if (_wasForSeveral)
                await Task.Delay(Gathering, time);
            await AnswerAsync(Take());
        }
        while (GoesOn());
    }

    private bool GoesOn()
    {
        lock (_gate)
            return _isAsking = _waiting.Count > 0;
    }

    private List<(TQuestion Question, TaskCompletionSource<TAnswer?> Answer)> Take()
    {
        lock (_gate)
        {
            var together = new List<(TQuestion, TaskCompletionSource<TAnswer?>)>();
            while (together.Count < MostTogether && _waiting.TryDequeue(out var next))
                together.Add(next);
            _wasForSeveral = together.Count > 1;
            return together;
        }
    }

    private async Task AnswerAsync(List<(TQuestion Question, TaskCompletionSource<TAnswer?> Answer)> together)
    {
        try
        {
            var answers = await ask([.. together.Select(one => one.Question).Distinct()]);
            foreach (var (question, answer) in together)
                answer.TrySetResult(answers.TryGetValue(question, out var known) ? known : default);
        }
        catch (Exception fault)
        {
            foreach (var (_, answer) in together)
                answer.TrySetException(fault);
        }
    }
}
