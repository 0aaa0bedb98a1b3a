namespace Loquat.Chat.Threads;

/// <summary>A place in a list that is sorted by time, the newest first: it says where to go on even if what stood there has moved up since.</summary>
/// <param name="Id">Of the last thing before it, ascending among those of one time.</param>
public readonly record struct Place(DateTimeOffset Since, long Id);
