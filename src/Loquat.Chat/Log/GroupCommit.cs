using Loquat.Chat.Threads;

namespace Loquat.Chat.Log;

/// <summary>
/// Commits many changes in one transaction: one wait for the disk serves them all. Offsets are given while the threads' rows are locked,
/// so they are without gaps in the order of commits, whoever else writes.
/// </summary>
internal sealed class GroupCommit(ILogStore store)
{
    /// <summary>One outcome per change, in their order. After an exception nothing is stored.</summary>
    public async Task<Outcome[]> CommitAsync(IReadOnlyList<TimedChange> changes, CancellationToken cancellationToken)
    {
        try
        {
            await store.BeginAsync(cancellationToken);
            var heads = await store.LockAsync([.. changes.Select(timed => timed.Change.ThreadId).Distinct()], cancellationToken);

            // After the lock: a retry then sees the attempt it is retrying, if that came through.
            var facts = await store.ReadAsync(new GroupNeeds(changes, heads), cancellationToken);
            var plan = new Plan(changes, heads, facts);
            await StoreAsync(plan, cancellationToken);
            await store.CommitAsync(cancellationToken);
            return plan.Outcomes(store.Epoch);
        }
        catch
        {
            await store.AbandonAsync();
            throw;
        }
    }

    private async Task StoreAsync(Plan plan, CancellationToken cancellationToken)
    {
        if (plan.Work.NewMessages.Count > 0)
            await store.InsertMessagesAsync(plan.Work.NewMessages, cancellationToken);

        plan.WriteEvents();
        var rows = plan.Work.Rows.ConvertAll(row => row());
        if (rows.Count + plan.Work.Events.Count > 0)
            await store.WriteAsync(plan.Work.Events, rows, plan.Work.ChangedHeads, cancellationToken);
    }

    /// <summary>What becomes of each change: something new, a repeat of a stored one or of one in this very group, or nothing.</summary>
    private sealed class Plan
    {
        private readonly IReadOnlyList<TimedChange> _changes;
        private readonly IReadOnlyDictionary<long, ThreadHead> _heads;
        private readonly GroupFacts _facts;
        private readonly Dictionary<ClientKey, int> _firstByKey = [];
        private readonly Verdict?[] _verdicts;
        private readonly Scene?[] _scenes;
        private readonly ThreadView?[] _views;
        private readonly EventDraft?[] _drafts;

        public Plan(IReadOnlyList<TimedChange> changes, IReadOnlyDictionary<long, ThreadHead> heads, GroupFacts facts)
        {
            (_changes, _heads, _facts) = (changes, heads, facts);
            _verdicts = new Verdict?[changes.Count];
            _scenes = new Scene?[changes.Count];
            _views = new ThreadView?[changes.Count];
            _drafts = new EventDraft?[changes.Count];
            for (var i = 0; i < changes.Count; i++)
                _verdicts[i] = IsRepeat(i) ? null : Decide(i);
        }

        public GroupWork Work { get; } = new();

        /// <summary>Once every new message has its id.</summary>
        public void WriteEvents()
        {
            for (var i = 0; i < _verdicts.Length; i++)
            {
                if (_verdicts[i] is not Verdict.Appended appended)
                    continue;

                var content = appended.Content();
                var (change, created) = _changes[i];
                var draft = new EventDraft(
                    _heads[change.ThreadId], _views[i]!, appended.Offset, change.ActorId, change.ClientId, content, content.ToJson(), created)
                {
                    NewFollowers = _scenes[i]!.NewFollowers,
                };
                _drafts[i] = draft;
                Work.Events.Add(draft);
                Work.Events.AddRange(_scenes[i]!.InParent);
            }
        }

        public Outcome[] Outcomes(string epoch)
        {
            var outcomes = new Outcome[_changes.Count];
            for (var i = 0; i < outcomes.Length; i++)
                outcomes[i] = OutcomeOf(i, epoch);

            return outcomes;
        }

        private bool IsRepeat(int i) =>
            _changes[i].Change.Key is { } key && (_facts.Repeats.ContainsKey(key) || _firstByKey.ContainsKey(key));

        private Verdict Decide(int i)
        {
            var (change, now) = _changes[i];
            if (!_heads.TryGetValue(change.ThreadId, out var head)
                || !_facts.Actors.TryGetValue((head.RootId, change.ActorId), out var actor))
            {
                return Verdict.NotFound;
            }

            var parent = head.Parent is { } place ? _heads[place.Thread] : null;
            var scene = _scenes[i] = new Scene(_facts, Work, head, parent, actor, now);
            var verdict = change.Decide(scene);
            if (change.Key is { } key)
            {
                // Under a client id even nothing has to be remembered.
                if (verdict is Verdict.Unchanged unchanged)
                    verdict = new Verdict.Appended(head.Advance(), () => unchanged.Content);
                if (verdict is Verdict.Appended)
                    _firstByKey.Add(key, i);
            }

            _views[i] = head.View;
            return verdict;
        }

        private Outcome OutcomeOf(int i, string epoch) => _verdicts[i] switch
        {
            Verdict.Appended => new Outcome(Answer(_drafts[i]!, epoch, isRepeat: false), [_drafts[i]!, .. _scenes[i]!.InParent]),
            Verdict.Unchanged unchanged => new Outcome(
                new AppendResult.Unchanged(PositionOf(i, epoch), _views[i]!, unchanged.Content), []),
            Verdict.Noted noted => new Outcome(new AppendResult.Noted(PositionOf(i, epoch)), [])
            {
                Following = noted.Follows is { } follows ? new Following(_views[i]!, _changes[i].Change.ActorId, follows) : null,
            },
            Verdict.Refused refused => new Outcome(refused.Result, []),
            _ => new Outcome(RepeatedAnswer(_changes[i].Change.Key!.Value, epoch), []),
        };

        private LogPosition PositionOf(int i, string epoch) => new(_views[i]!.Offset, epoch);

        private AppendResult RepeatedAnswer(ClientKey key, string epoch)
        {
            if (_firstByKey.TryGetValue(key, out var first))
                return Answer(_drafts[first]!, epoch, isRepeat: true);

            var stored = _facts.Repeats[key];
            if (!stored.MayBeTold)
                return new AppendResult.NotFound();

            var content = EventContent.Parse(stored.Type, stored.Payload);
            return new AppendResult.Appended(new LogPosition(stored.Offset, epoch), stored.Thread.View, content, IsRepeat: true);
        }

        private static AppendResult.Appended Answer(EventDraft draft, string epoch, bool isRepeat) =>
            new(new LogPosition(draft.Offset, epoch), draft.View, draft.Content, isRepeat);
    }
}

/// <summary>A change and the time it is said to be of.</summary>
internal readonly record struct TimedChange(ThreadChange Change, DateTimeOffset Created);

/// <param name="Stored">What is new in the logs and to be announced; nothing for repeats and refusals.</param>
internal readonly record struct Outcome(AppendResult Result, IReadOnlyList<EventDraft> Stored)
{
    /// <summary>Who hears of the thread from here on, or no longer; null if that stays as it is.</summary>
    public Following? Following { get; init; }
}

internal sealed record Following(ThreadView Thread, long UserId, bool IsOn);
