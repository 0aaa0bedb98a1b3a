using System.Globalization;
using Loquat.Faults.Clients;

namespace Loquat.Faults.Operations;

/// <summary>Thinks of what a client does next: it talks most of the time, and has something to do with what it sees the rest of it.</summary>
internal sealed class Author(int number, long userId, Random random)
{
    private const int Recent = 30;
    private const double FileShare = 0.15;
    private const double RivalShare = 0.35;
    private const int MostFiles = 3;
    private const double SmallestFile = 200;
    private const double LargestFile = 100_000;
    private static readonly string[] Emojis = ["👍", "🎉", "👀"];
    private int _lastNumber;

    /// <param name="copy">What the client sees of the thread as it presses Enter.</param>
    /// <param name="elsewhere">What it sees of any thread, from which it may pass something on.</param>
    public Operation Next(ThreadCopy copy, ThreadCopy elsewhere)
    {
        var clientId = string.Create(CultureInfo.InvariantCulture, $"c{number}-{++_lastNumber}");
        return random.NextDouble() switch
        {
            < 0.56 => NewPost(clientId, copy),
            < 0.60 => Pass(clientId, copy, elsewhere),
            < 0.72 => Change(clientId, copy, isOwn: true, message => new Edit(clientId, copy.ThreadId, message.Id, $"{message.Text} – {clientId}")),
            < 0.76 => Change(clientId, copy, isOwn: true, message => new Delete(clientId, copy.ThreadId, message.Id)),
            < 0.90 => Change(clientId, copy, isOwn: false, message => Reaction(clientId, copy, message)),
            < 0.93 => Change(clientId, copy, isOwn: false, message => new Pin(clientId, copy.ThreadId, message.Id, !message.IsPinned)),
            _ => new MarkRead(clientId, copy.ThreadId, copy.Offset),
        };
    }

    /// <summary>A file, small more often than not.</summary>
    public Attachment Pick(string key, long threadId) =>
        new(key, threadId, (int)(SmallestFile * Math.Pow(LargestFile / SmallestFile, random.NextDouble())), random.Next());

    private Post NewPost(string clientId, ThreadCopy copy)
    {
        var post = new Post(clientId, copy.ThreadId, $"{clientId} says something");
        if (random.NextDouble() >= FileShare)
            return post;

        var files = Enumerable.Range(1, random.Next(1, MostFiles + 1)).Select(number => Pick(string.Create(CultureInfo.InvariantCulture, $"{clientId}-{number}"), copy.ThreadId));
        return post with { Attachments = [.. files], Rival = random.NextDouble() < RivalShare ? (Rival)random.Next(1, 3) : Rival.None };
    }

    /// <summary>Passes on a message with files, if there is one: it may be deleted at this moment.</summary>
    private Operation Pass(string clientId, ThreadCopy copy, ThreadCopy elsewhere)
    {
        var candidates = elsewhere.Newest(Recent).Where(message => !message.IsDeleted).ToList();
        var original = candidates.Find(message => message.Files.Each.Count > 0) ?? candidates.FirstOrDefault();
        return original is null
            ? NewPost(clientId, copy)
            : new Forward(clientId, copy.ThreadId, original, elsewhere.ThreadId)
            {
                IsDeletedMeanwhile = original.AuthorId == userId && random.NextDouble() < RivalShare,
            };
    }

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
