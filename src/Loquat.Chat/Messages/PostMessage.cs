using System.Diagnostics;
using Loquat.Chat.Drafts;
using Loquat.Chat.Files;
using Loquat.Chat.Log;
using Loquat.Chat.Threads;

namespace Loquat.Chat.Messages;

/// <summary>Says something in a thread. With a client id it may be repeated any number of times and is said once.</summary>
public sealed class PostMessage(ThreadLog log)
{
    /// <param name="replyTo">The id of a message of the same thread.</param>
    /// <param name="isDraft">True if it was the user's draft there, which is gone with it.</param>
    /// <param name="files">Loose ones of the user's in this thread. With them there may be no text.</param>
    public async Task<Result> ExecuteAsync(
        long userId,
        long threadId,
        string text,
        string? clientId,
        CancellationToken cancellationToken,
        long? replyTo = null,
        bool isDraft = false,
        IReadOnlyList<long>? files = null)
    {
        files ??= [];
        if ((WhyRefused(text, files) ?? PlainText.WhyRefusedAsId(clientId)) is { } reason)
            return new Result.Invalid(reason);

        var said = string.IsNullOrWhiteSpace(text) ? "" : text;
        var change = new Change(threadId, userId, said, clientId, replyTo) { IsDraft = isDraft, Loose = files };
        var result = await log.AppendAsync(change, cancellationToken);
        if (isDraft && result is AppendResult.Appended { Content: MessagePosted { Message: { } message }, IsRepeat: false })
            log.Tell(Announcements.UserChannelOf(userId), new DraftChanged(threadId, "", message.CreatedAt).ToJson());

        return ResultOf(result);
    }

    private static Reason? WhyRefused(string text, IReadOnlyList<long> files)
    {
        if (files.Count > StoredFile.MaxInMessage)
            return Reason.TooManyFiles(StoredFile.MaxInMessage);

        return files.Count > 0 && string.IsNullOrWhiteSpace(text) ? null : PlainText.WhyRefused(text, Message.MaxTextLength);
    }

    internal static Result ResultOf(AppendResult result) => result switch
    {
        AppendResult.Appended { Content: MessagePosted posted } appended =>
            new Result.Posted(posted.Message, appended.Thread, appended.Position),
        AppendResult.Appended => new Result.Conflict(Reason.ClientIdUsed),
        AppendResult.NotFound => new Result.NotFound(),
        AppendResult.Forbidden => new Result.Forbidden(),
        AppendResult.Conflict conflict => new Result.Conflict(conflict.Reason),
        AppendResult.Invalid invalid => new Result.Invalid(invalid.Reason),
        AppendResult.Unavailable => new Result.Unavailable(),
        _ => throw new UnreachableException(),
    };

    internal sealed record Change(long ThreadId, long ActorId, string Text, string? ClientId, long? ReplyTo = null)
        : ThreadChange(ThreadId, ActorId, ClientId)
    {
        /// <summary>Where it was said first, if it is passed on.</summary>
        public OriginView? Origin { get; init; }

        public bool IsDraft { get; init; }

        /// <summary>Files that it takes along.</summary>
        public IReadOnlyList<long> Loose { get; init; } = [];

        /// <summary>Made for this message, if it is passed on.</summary>
        public IReadOnlyList<FileState> Copies { get; init; } = [];

        internal override IReadOnlyCollection<long> LooseFiles => Loose;

        internal override long? MessageId => ReplyTo;

        internal override IReadOnlyCollection<string> NormalizedNames { get; } = Mention.NamesIn(Text);

        internal override Verdict Decide(Scene scene)
        {
            if (scene.WhyRefused(ThreadAction.Post) is { } refusal)
                return refusal;

            var quoted = ReplyTo is { } id ? scene.Find(id) : null;
            if (ReplyTo is not null && quoted is null)
                return Verdict.Conflict(Reason.ReplyElsewhere);
            if (scene.FindLoose(Loose) is not { } files)
                return Verdict.Invalid(Reason.FileNotLoose);

            var message = new MessageState
            {
                ThreadId = ThreadId,
                Offset = scene.Thread.Advance(),
                Author = scene.Actor,
                ClientId = ClientId,
                Text = Text,
                Created = scene.Now,
                ReplyTo = quoted is null ? null : new QuoteView(quoted.Id, quoted.Offset, quoted.Author),
                Mentions = Origin is null ? Mention.Resolve(NormalizedNames, scene) : [],
                Origin = Origin,
                Files = [.. files.Concat(Copies).Select(file => file.View)],
            };
            if (IsDraft)
                scene.Write(SetDraft.Change.Sent(ActorId, ThreadId, scene.Now));
            scene.Add(message);
            scene.TakeAlong(message, files);
            scene.Bring(message, Copies);
            scene.Thread.NoteMessage(scene.Now);
            scene.CallOut(message);
            scene.NoteReply(message);
            return new Verdict.Appended(message.Offset, () => new MessagePosted(message.View));
        }
    }

    public abstract record Result
    {
        private Result()
        {
        }

        /// <summary>Durable, and what the first attempt made if this was not the first.</summary>
        public sealed record Posted(MessageView Message, ThreadView Thread, LogPosition Position) : Result;

        public sealed record NotFound : Result;

        public sealed record Forbidden : Result;

        public sealed record Conflict(Reason Reason) : Result;

        public sealed record Invalid(Reason Reason) : Result;

        /// <summary>Not known to be written. Trying again with the same client id is safe.</summary>
        public sealed record Unavailable : Result;
    }
}
