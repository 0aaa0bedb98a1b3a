namespace Loquat.Chat.Log;

/// <summary>
/// Commits many messages in one transaction: one wait for the disk serves them all. Offsets are given while the threads' rows are locked,
/// so they are without gaps in the order of commits, whoever else writes.
/// </summary>
internal sealed class GroupCommit(ILogStore store)
{
    /// <summary>One outcome per post, in their order. After an exception nothing is stored.</summary>
    public async Task<Outcome[]> CommitAsync(IReadOnlyList<TimedPost> posts, CancellationToken cancellationToken)
    {
        try
        {
            await store.BeginAsync(cancellationToken);
            var heads = await store.LockAsync([.. posts.Select(post => post.Post.ThreadId).Distinct()], cancellationToken);

            // After the lock: a retry then sees the attempt it is retrying, if that came through.
            var stored = await store.FindAsync([.. posts.Select(KeyOf).OfType<ClientKey>()], cancellationToken);
            var plan = new Plan(posts, heads, stored);
            if (plan.Drafts.Count > 0)
            {
                await store.InsertMessagesAsync(plan.Drafts, cancellationToken);
                await store.InsertEventsAsync(plan.Drafts, plan.ChangedHeads, cancellationToken);
            }

            await store.CommitAsync(cancellationToken);
            return plan.Outcomes(store.Epoch);
        }
        catch
        {
            await store.AbandonAsync();
            throw;
        }
    }

    private static ClientKey? KeyOf(TimedPost timed) =>
        timed.Post.ClientId is { } clientId ? new ClientKey(timed.Post.Author.Id, clientId) : null;

    /// <summary>What becomes of each post: a draft, a repeat of a stored message or of a draft of this very group, or nothing.</summary>
    private sealed class Plan
    {
        private readonly IReadOnlyList<TimedPost> _posts;
        private readonly IReadOnlyDictionary<ClientKey, StoredMessage> _stored;
        private readonly Dictionary<ClientKey, MessageDraft> _draftsByKey = [];
        private readonly MessageDraft?[] _draftOfPost;
        private readonly bool[] _isFirst;

        public Plan(
            IReadOnlyList<TimedPost> posts,
            IReadOnlyDictionary<long, ThreadHead> heads,
            IReadOnlyDictionary<ClientKey, StoredMessage> stored)
        {
            _posts = posts;
            _stored = stored;
            _draftOfPost = new MessageDraft?[posts.Count];
            _isFirst = new bool[posts.Count];
            for (var i = 0; i < posts.Count; i++)
                PlanFor(i, heads);
        }

        public List<MessageDraft> Drafts { get; } = [];

        public IReadOnlyCollection<ThreadHead> ChangedHeads => Drafts.Select(draft => draft.Thread).ToHashSet();

        public Outcome[] Outcomes(string epoch)
        {
            var outcomes = new Outcome[_posts.Count];
            for (var i = 0; i < outcomes.Length; i++)
                outcomes[i] = OutcomeOf(i, epoch);

            return outcomes;
        }

        private void PlanFor(int i, IReadOnlyDictionary<long, ThreadHead> heads)
        {
            var key = KeyOf(_posts[i]);
            if (key is { } known && (_stored.ContainsKey(known) || _draftsByKey.ContainsKey(known)))
            {
                _draftOfPost[i] = _draftsByKey.GetValueOrDefault(known);
                return;
            }

            if (!heads.TryGetValue(_posts[i].Post.ThreadId, out var head))
                return;

            var draft = new MessageDraft(_posts[i].Post, head, _posts[i].Created);
            Drafts.Add(draft);
            _draftOfPost[i] = draft;
            _isFirst[i] = true;
            if (key is { } fresh)
                _draftsByKey.Add(fresh, draft);
        }

        private Outcome OutcomeOf(int i, string epoch)
        {
            if (_draftOfPost[i] is { } draft)
            {
                var position = new LogPosition(draft.Offset, epoch);
                var appended = new AppendResult.Appended(position, draft.ThreadView, draft.View, IsRepeat: !_isFirst[i]);
                return new Outcome(appended, _isFirst[i] ? draft : null);
            }

            if (KeyOf(_posts[i]) is not { } key || !_stored.TryGetValue(key, out var first))
                return new Outcome(new AppendResult.NoSuchThread(), null);

            var message = new Messages.MessageView(
                first.Id, _posts[i].Post.Author, first.Text, first.Thread.Id, first.Offset, key.ClientId, first.Created);
            return new Outcome(
                new AppendResult.Appended(new LogPosition(first.Offset, epoch), first.Thread.View, message, IsRepeat: true), null);
        }
    }
}

/// <summary>A post and the time it is said to be of.</summary>
internal readonly record struct TimedPost(Change.PostMessage Post, DateTimeOffset Created);

/// <param name="Stored">What is new in the log and to be announced; null for repeats and refusals.</param>
internal readonly record struct Outcome(AppendResult Result, MessageDraft? Stored);
