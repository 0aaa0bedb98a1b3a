using System.Diagnostics;
using System.Globalization;
using Loquat.Chat.Log;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Threads;

/// <summary>The conversation between some people and nobody else. Whoever of them asks, and however often, finds the same one.</summary>
public sealed class OpenDirect(ChatDbContext db, ThreadLog log)
{
    public const int MaxPeople = 20;

    /// <param name="others">May name the user too.</param>
    public async Task<Result> ExecuteAsync(long userId, IReadOnlyCollection<long> others, CancellationToken cancellationToken)
    {
        var people = others.Append(userId).Distinct().Order().ToArray();
        if (people.Length > MaxPeople)
            return new Result.Invalid(Reason.TooManyPeople(MaxPeople));
        if (await db.Users.CountAsync(user => EF.Parameter(people).Contains(user.Id), cancellationToken) != people.Length)
            return new Result.NotFound();

        return await log.AppendAsync(new Change(userId, people), cancellationToken) switch
        {
            AppendResult.Appended appended => new Result.Opened(appended.Thread, appended.Position),
            AppendResult.Unavailable => new Result.Unavailable(),
            _ => throw new UnreachableException(),
        };
    }

    internal sealed record Change(long ActorId, IReadOnlyList<long> People) : Creation(ActorId, ClientId: null)
    {
        private string PeopleKey => string.Join(',', People.Select(id => id.ToString(CultureInfo.InvariantCulture)));

        internal override async Task<CreationResult> AddAsync(ChatDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
        {
            var key = PeopleKey;
            if (await db.Threads.SingleOrDefaultAsync(thread => thread.DirectKey == key, cancellationToken) is { } known)
            {
                var first = await db.Events.SingleAsync(e => e.ThreadId == known.Id && e.Offset == 1, cancellationToken);
                return new CreationResult.Created(new CreatedThread(new ThreadCreated(ThreadView.Of(known)), first, IsNew: false, []));
            }

            var ids = People.ToArray();
            var names = await db.Users
                .Where(user => EF.Parameter(ids).Contains(user.Id))
                .OrderBy(user => user.Id)
                .Select(user => user.UserName!)
                .ToListAsync(cancellationToken);
            var thread = Thread.BetweenPeople(string.Join(", ", names), key, People, now);
            var created = await RoomCreation.AddAsync(db, thread, ActorId, clientId: null, cancellationToken);
            return new CreationResult.Created(created with { Members = People });
        }
    }

    public abstract record Result
    {
        private Result()
        {
        }

        public sealed record Opened(ThreadView Thread, LogPosition Position) : Result;

        /// <summary>One of them does not exist.</summary>
        public sealed record NotFound : Result;

        public sealed record Invalid(Reason Reason) : Result;

        public sealed record Unavailable : Result;
    }
}
