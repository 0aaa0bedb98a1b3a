using System.Globalization;
using Loquat.Faults.Clients;

namespace Loquat.Faults.Operations;

/// <summary>Thinks of what a client does next: it talks most of the time, and has something to do with what it sees the rest of it.</summary>
internal sealed class Author(int number, long userId, Random random)
{
    private const int Recent = 30;
    private static readonly string[] Emojis = ["👍", "🎉", "👀"];
    private int _lastNumber;

    /// <param name="copy">What the client sees of the thread as it presses Enter.</param>
    public Operation Next(ThreadCopy copy)
    {
        var clientId = string.Create(CultureInfo.InvariantCulture, $"c{number}-{++_lastNumber}");
        return random.NextDouble() switch
        {
            < 0.60 => NewPost(clientId, copy),
            < 0.72 => Change(clientId, copy, isOwn: true, message => new Edit(clientId, copy.ThreadId, message.Id, $"{message.Text} – {clientId}")),
            < 0.76 => Change(clientId, copy, isOwn: true, message => new Delete(clientId, copy.ThreadId, message.Id)),
            < 0.90 => Change(clientId, copy, isOwn: false, message => Reaction(clientId, copy, message)),
            < 0.93 => Change(clientId, copy, isOwn: false, message => new Pin(clientId, copy.ThreadId, message.Id, !message.IsPinned)),
            _ => new MarkRead(clientId, copy.ThreadId, copy.Offset),
        };
    }

    private static Post NewPost(string clientId, ThreadCopy copy) => new(clientId, copy.ThreadId, $"{clientId} says something");

    private React Reaction(string clientId, ThreadCopy copy, ShownMessage message)
    {
        var emoji = Emojis[random.Next(Emojis.Length)];
        return new React(clientId, copy.ThreadId, message.Id, emoji, IsWanted: !message.Has(ShownMessage.Reaction(emoji, userId)));
    }

    private Operation Change(string clientId, ThreadCopy copy, bool isOwn, Func<ShownMessage, Operation> change)
    {
        var candidates = copy.Newest(Recent).Where(message => !message.IsDeleted && (!isOwn || message.AuthorId == userId)).ToList();
        return candidates.Count > 0 ? change(candidates[random.Next(candidates.Count)]) : NewPost(clientId, copy);
    }
}
