using Loquat.Chat.Messages;

namespace Loquat.Chat.Log;

/// <summary>What becomes of a change.</summary>
internal abstract record Verdict
{
    private Verdict()
    {
    }

    /// <param name="Content">Asked once every new row has its id.</param>
    public sealed record Appended(long Offset, Func<EventContent> Content) : Verdict;

    /// <summary>The thread is already as wanted, and nobody has to remember that it was asked for.</summary>
    public sealed record Unchanged(NothingChanged Content) : Verdict;

    /// <summary>Something of the actor's own moved, which is not part of the thread's log.</summary>
    public sealed record Noted : Verdict
    {
        /// <summary>Whether the actor hears of the thread from here on; null if that stays as it is.</summary>
        public bool? Follows { get; init; }
    }

    public sealed record Refused(AppendResult Result) : Verdict;

    public static Verdict NotFound { get; } = new Refused(new AppendResult.NotFound());

    public static Verdict Forbidden { get; } = new Refused(new AppendResult.Forbidden());

    public static Verdict Conflict(Reason reason) => new Refused(new AppendResult.Conflict(reason));

    public static Verdict Invalid(Reason reason) => new Refused(new AppendResult.Invalid(reason));
}
