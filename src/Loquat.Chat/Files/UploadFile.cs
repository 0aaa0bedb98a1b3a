using Loquat.Chat.Log;
using Loquat.Chat.Messages;
using Loquat.Chat.Threads;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Files;

/// <summary>
/// Brings a file into a thread, where it waits for a message that takes it along. First its content is on disk and then there is a row: at no
/// moment does a row lack its content. Content that never gets a row is swept away.
/// </summary>
public sealed class UploadFile(
    ChatDbContext db, ContentFolder folder, FileHome home, LooseAllowance allowance, FilesOptions options, TimeProvider clock)
{
    /// <param name="length">How many bytes are to come, if that is known.</param>
    /// <param name="clientId">The owner's own name for it: a repeat finds the first one, as long as that is there.</param>
    public async Task<Result> ExecuteAsync(
        long userId, long threadId, string name, string? clientId, Stream body, long? length, CancellationToken cancellationToken)
    {
        var shown = FileName.WithoutFolders(name);
        if ((FileName.WhyRefused(shown) ?? PlainText.WhyRefusedAsId(clientId)) is { } reason)
            return new Result.Invalid(reason);
        if (length > options.MaxBytes)
            return new Result.TooLarge(options.MaxBytes);
        if (await PostingRule.WhyNotAsync(db, userId, threadId, cancellationToken) is { } refusal)
            return Refused(refusal);
        if (await FindAsync(userId, clientId, cancellationToken) is { } first)
            return await RepeatAsync(first, threadId, body, cancellationToken);
        if (!await home.IsHereAsync(cancellationToken))
            return new Result.Unavailable();

        using var claim = allowance.Take(userId, length ?? options.MaxBytes);

        // After the claim: what arrived in between is counted twice rather than never.
        if (claim.All + await LooseBytesAsync(userId, cancellationToken) > options.LooseBytes)
            return new Result.TooManyWaiting();

        return await folder.ReceiveAsync(body, options.MaxBytes, cancellationToken) switch
        {
            ContentFolder.Received.Whole whole => await AddAsync(userId, threadId, shown, clientId, whole, cancellationToken),
            ContentFolder.Received.TooLarge => new Result.TooLarge(options.MaxBytes),
            _ => new Result.DiskFull(),
        };
    }

    private async Task<Result> AddAsync(
        long userId, long threadId, string name, string? clientId, ContentFolder.Received.Whole content, CancellationToken cancellationToken)
    {
        var picture = ReadPicture(content.Key);
        var (id, created) = (StoredFile.NewId(), clock.GetUtcNow().ToUnixTimeMilliseconds());
        var (type, width, height) = (picture?.Type ?? FileType.Unknown, picture?.Width, picture?.Height);
        var added = await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO files (id, thread_id, owner_id, client_id, name, type, size, width, height, content, created)
            VALUES ({id}, {threadId}, {userId}, {clientId}, {name}, {type}, {content.Size}, {width}, {height}, {content.Key}, {created})
            ON CONFLICT (owner_id, client_id) WHERE client_id IS NOT NULL DO NOTHING
            """,
            cancellationToken);
        if (added == 1)
            return new Result.Stored(new FileView(id, name, type, content.Size) { Width = width, Height = height });

        // The same upload twice at once: the other was faster. Should it be gone already, the sweep finds this one's content.
        folder.Delete(content.Key);
        return await FindAsync(userId, clientId, cancellationToken) is { } first ? RepeatOf(first, threadId) : new Result.Unavailable();
    }

    private Picture? ReadPicture(string key)
    {
        using var file = folder.Open(key);
        return Picture.Read(file);
    }

    private Task<long> LooseBytesAsync(long userId, CancellationToken cancellationToken) =>
        db.Files.Where(file => file.OwnerId == userId && file.MessageId == null).SumAsync(file => file.Size, cancellationToken);

    private async Task<StoredFile?> FindAsync(long userId, string? clientId, CancellationToken cancellationToken) => clientId is null
        ? null
        : await db.Files.AsNoTracking().SingleOrDefaultAsync(file => file.OwnerId == userId && file.ClientId == clientId, cancellationToken);

    /// <summary>Whoever is still sending hears an answer only when they are done.</summary>
    private async Task<Result> RepeatAsync(StoredFile first, long threadId, Stream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        for (var read = 0L; read <= options.MaxBytes;)
        {
            if (await body.ReadAsync(buffer, cancellationToken) is not (> 0 and var count))
                break;

            read += count;
        }

        return RepeatOf(first, threadId);
    }

    private static Result RepeatOf(StoredFile first, long threadId) => first.ThreadId == threadId
        ? new Result.Stored(new FileView(first.Id, first.Name, first.Type, first.Size) { Width = first.Width, Height = first.Height })
        : new Result.Conflict(Reason.ClientIdUsed);

    private static Result Refused(AppendResult refusal) => refusal switch
    {
        AppendResult.Forbidden => new Result.Forbidden(),
        AppendResult.Conflict conflict => new Result.Conflict(conflict.Reason),
        _ => new Result.NotFound(),
    };

    public abstract record Result
    {
        private Result()
        {
        }

        public sealed record Stored(FileView File) : Result;

        public sealed record Invalid(Reason Reason) : Result;

        public sealed record NotFound : Result;

        public sealed record Forbidden : Result;

        public sealed record Conflict(Reason Reason) : Result;

        public sealed record TooLarge(int Limit) : Result;

        /// <summary>The owner has more lying around than anybody may.</summary>
        public sealed record TooManyWaiting : Result;

        /// <summary>There is no room for it.</summary>
        public sealed record DiskFull : Result;

        /// <summary>The folder is not there, or it is another one.</summary>
        public sealed record Unavailable : Result;
    }
}
