using Loquat.Chat.Database;
using Loquat.Testing;

namespace Loquat.Chat.Tests.Database;

/// <summary>Many who ask at the same time are one query.</summary>
public class JointQueryTests
{
    private readonly ManualClock _clock = new();
    private readonly List<string> _asked = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_is_alone_is_asked_for_at_once()
    {
        var query = new JointQuery<int, string>(AnswerAsync, _clock);

        Assert.Equal("<1>", await query.AskAsync(1, Stop).Within("1 is answered"));
        Assert.Equal("<2>", await query.AskAsync(2, Stop).Within("2 is answered"));

        Assert.Equal(["1", "2"], _asked);
    }

    [Fact]
    public async Task Who_comes_while_others_are_asked_for_shares_the_next_query_with_all_who_do()
    {
        var (begun, may) = (Signal(), Signal());
        var query = new JointQuery<int, string>(
            async questions =>
            {
                begun.TrySetResult();
                await may.Task;
                return await AnswerAsync(questions);
            },
            _clock);
        var first = query.AskAsync(1, Stop);
        await begun.Task.Within("the first query begins");

        var others = Enumerable.Range(2, 50).Select(question => query.AskAsync(question, Stop)).ToList();
        var again = query.AskAsync(2, Stop);
        may.SetResult();

        Assert.Equal("<1>", await first.Within("1 is answered"));
        Assert.Equal(Enumerable.Range(2, 50).Select(question => $"<{question}>"), await Task.WhenAll(others).Within("the others are answered"));
        Assert.Equal("<2>", await again.Within("the same question is answered"));
        Assert.Equal(["1", string.Join(' ', Enumerable.Range(2, 50))], _asked);
    }

    [Fact]
    public async Task After_a_query_for_several_the_next_one_waits_for_more()
    {
        var (begun, may) = (Signal(), Signal());
        var query = new JointQuery<int, string>(
            async questions =>
            {
                begun.TrySetResult();
                await may.Task;
                return await AnswerAsync(questions);
            },
            _clock);
        var first = query.AskAsync(1, Stop);
        await begun.Task.Within("the first query begins");
        var crowd = new[] { query.AskAsync(2, Stop), query.AskAsync(3, Stop) };
        may.SetResult();
        await Task.WhenAll(crowd).Within("two are answered together");

        var waits = _clock.WhenSet(TimeSpan.FromMilliseconds(25));
        var fourth = query.AskAsync(4, Stop);
        await waits.Within("the next query waits");
        var fifth = query.AskAsync(5, Stop);
        _clock.Advance(TimeSpan.FromMilliseconds(25));

        await Task.WhenAll(first, fourth, fifth).Within("all are answered");
        Assert.Equal(["1", "2 3", "4 5"], _asked);
    }

    [Fact]
    public async Task What_nothing_is_known_of_has_the_default_for_an_answer()
    {
        var query = new JointQuery<int, string>(_ => Task.FromResult<IReadOnlyDictionary<int, string>>(new Dictionary<int, string>()), _clock);

        Assert.Null(await query.AskAsync(1, Stop).Within("1 is answered"));
    }

    [Fact]
    public async Task A_query_that_fails_fails_for_those_who_share_it_and_for_nobody_after_them()
    {
        var isBroken = true;
        var query = new JointQuery<int, string>(
            questions => isBroken ? throw new InvalidOperationException("on purpose") : AnswerAsync(questions), _clock);

        await Assert.ThrowsAsync<InvalidOperationException>(() => query.AskAsync(1, Stop).Within("1 is refused"));
        isBroken = false;

        Assert.Equal("<2>", await query.AskAsync(2, Stop).Within("2 is answered"));
    }

    [Fact]
    public async Task Who_gives_up_does_not_take_the_others_along()
    {
        var (begun, may) = (Signal(), Signal());
        var query = new JointQuery<int, string>(
            async questions =>
            {
                begun.TrySetResult();
                await may.Task;
                return await AnswerAsync(questions);
            },
            _clock);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var impatient = query.AskAsync(1, gone.Token);
        await begun.Task.Within("the first query begins");
        var patient = query.AskAsync(2, Stop);

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient.Within("1 gives up"));
        may.SetResult();

        Assert.Equal("<2>", await patient.Within("2 is answered"));
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task<IReadOnlyDictionary<int, string>> AnswerAsync(IReadOnlyCollection<int> questions)
    {
        _asked.Add(string.Join(' ', questions));
        return Task.FromResult<IReadOnlyDictionary<int, string>>(questions.ToDictionary(question => question, question => $"<{question}>"));
    }
}
