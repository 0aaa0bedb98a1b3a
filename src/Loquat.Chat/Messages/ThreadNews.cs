using Loquat.Chat.Log;

namespace Loquat.Chat.Messages;

/// <summary>Everything that happened to a thread itself, beside its messages, on a stretch of its log.</summary>
/// <param name="From">The first offset of the stretch: a page of history goes on before it.</param>
/// <param name="To">The last: a page goes on after it.</param>
/// <param name="Events">Ascending.</param>
public sealed record ThreadNews(long From, long To, IReadOnlyList<LoggedEvent> Events);
