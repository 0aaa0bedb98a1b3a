namespace Loquat.Realtime;

/// <summary>
/// Reads logs for many at once. Who asks while a log is being read waits for the next reading, which is for all who wait by then: however many
/// come back together, a log is read a few times. A reading never began before it was asked for, so it says what one's own would have said.
/// </summary>
internal sealed class SharedReads(Node node)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Request>> _waiting = [];

    /// <summary>As <see cref="IChannelLog.ReadAsync"/>, but that the first publication of a log names its epoch.</summary>
    public Task<LogPage?> ReadAsync(IChannelLog log, string channel, ulong after, int limit, CancellationToken cancellationToken)
    {
        var request = new Request(after, limit);
        lock (_gate)
        {
            if (_waiting.TryGetValue(channel, out var others))
            {
                others.Add(request);
            }
            else
            {
                _waiting.Add(channel, [request]);
                node.Background.Run(() => RunAsync(log, channel));
            }
        }
        return request.Answer.Task.WaitAsync(cancellationToken);
    }

    private async Task RunAsync(IChannelLog log, string channel)
    {
        while (Take(channel) is { } requests)
        {
            try
            {
                await AnswerAsync(log, channel, requests);
            }
            catch (Exception fault)
            {
                foreach (var request in requests)
                    request.Answer.TrySetException(fault);
            }
        }
    }

    /// <summary>Everybody who waits; null, and nothing is remembered of the channel, if nobody does.</summary>
    private List<Request>? Take(string channel)
    {
        lock (_gate)
        {
            var requests = _waiting[channel];
            if (requests.Count == 0)
            {
                _waiting.Remove(channel);
                return null;
            }

            _waiting[channel] = [];
            return requests;
        }
    }

    private async Task AnswerAsync(IChannelLog log, string channel, List<Request> requests)
    {
        while (requests.Count > 0)
        {
            // From where the first of them begins; who is further on by more than a page comes next.
            var wishes = requests.Where(request => request.Limit > 0).ToList();
            var after = wishes.Count == 0 ? 0 : wishes.Min(request => request.After);
            var limit = wishes.Count == 0 ? 0 : wishes.Max(request => request.Limit);
            var page = await ChannelHistory.ReadAsync(log, channel, after, limit, node.Stopping);
            var isWhole = page is null || page.Publications.Count < limit;
            requests.RemoveAll(request => request.TryAnswer(page, isWhole));
        }
    }

    private sealed record Request(ulong After, int Limit)
    {
        public TaskCompletionSource<LogPage?> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <param name="isWhole">The page ends where the log does.</param>
        public bool TryAnswer(LogPage? page, bool isWhole)
        {
            if (page is null || Limit == 0)
                return Answer.TrySetResult(page is null ? null : page with { Publications = [] });

            var skipped = 0;
            while (skipped < page.Publications.Count && page.Publications[skipped].Offset <= After)
                skipped++;
            if (skipped == page.Publications.Count && !isWhole)
                return false;

            return Answer.TrySetResult(skipped == 0 && page.Publications.Count <= Limit
                ? page
                : page with { Publications = [.. page.Publications.Skip(skipped).Take(Limit)] });
        }
    }
}
