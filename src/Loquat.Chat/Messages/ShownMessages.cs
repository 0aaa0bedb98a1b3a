using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Messages;

/// <summary>Reads messages as everybody is shown them, with their reactions. Does not ask who reads.</summary>
public sealed class ShownMessages(ChatDbContext db, ShownMessages.Queries queries)
{
    /// <summary>Ascending, of those below an offset the last.</summary>
    internal Task<List<MessageView>> BeforeAsync(long threadId, long offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(queries.Before(db, threadId, offset, count), cancellationToken);

    /// <summary>Ascending, of those from an offset on the first.</summary>
    internal Task<List<MessageView>> FromAsync(long threadId, long offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(queries.From(db, threadId, offset, count), cancellationToken);

    /// <summary>In no order; those that do not exist are left out.</summary>
    internal async Task<Dictionary<long, MessageView>> ByIdAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
    {
        var wanted = ids as long[] ?? [.. ids];
        var messages = db.Messages.Where(message => EF.Parameter(wanted).Contains(message.Id)).Shown(db).AsAsyncEnumerable();
        return (await ReadAsync(messages, cancellationToken)).ToDictionary(message => message.Id);
    }

    private async Task<List<MessageView>> ReadAsync(IAsyncEnumerable<MessageView> found, CancellationToken cancellationToken)
    {
        var messages = new List<MessageView>();
        await foreach (var message in found.WithCancellation(cancellationToken))
            messages.Add(message);
        if (messages.Count > 0)
            await AddReactionsAsync(messages, cancellationToken);

        return messages;
    }

    private async Task AddReactionsAsync(List<MessageView> messages, CancellationToken cancellationToken)
    {
        var ids = messages.ConvertAll(message => message.Id);
        var found = new List<(long MessageId, ReactionState Reaction)>();
        await foreach (var (messageId, emoji, userId, username, offset) in queries.ReactionsTo(db, ids).WithCancellation(cancellationToken))
            found.Add((messageId, new ReactionState(emoji, new AuthorView(userId, username), offset)));

        var byMessage = found.ToLookup(it => it.MessageId, it => it.Reaction);
        for (var i = 0; i < messages.Count && byMessage.Count > 0; i++)
            messages[i] = messages[i] with { Reactions = ReactionView.Group(byMessage[messages[i].Id]) };
    }

    /// <summary>Compiled once per database: a compiled query belongs to one provider's model.</summary>
    public sealed class Queries
    {
        internal Func<ChatDbContext, long, long, int, IAsyncEnumerable<MessageView>> Before { get; } =
            MessageQueries.Compile((db, threadId, before, count) => db.Messages
                .Where(message => message.ThreadId == threadId && message.Offset < before)
                .OrderByDescending(message => message.Offset)
                .Take(count)
                .Shown(db));

        internal Func<ChatDbContext, long, long, int, IAsyncEnumerable<MessageView>> From { get; } =
            MessageQueries.Compile((db, threadId, from, count) => db.Messages
                .Where(message => message.ThreadId == threadId && message.Offset >= from)
                .OrderBy(message => message.Offset)
                .Take(count)
                .Shown(db));

        internal Func<ChatDbContext, List<long>, IAsyncEnumerable<ReactionRow>> ReactionsTo { get; } =
            EF.CompileAsyncQuery((ChatDbContext db, List<long> messageIds) => db.Reactions
                .Where(reaction => messageIds.Contains(reaction.MessageId))
                .Join(db.Users, reaction => reaction.UserId, user => user.Id, (reaction, user) =>
                    new ReactionRow(reaction.MessageId, reaction.Emoji, user.Id, user.UserName!, reaction.Offset)));
    }

    internal sealed record ReactionRow(long MessageId, string Emoji, long UserId, string Username, long Offset);
}
