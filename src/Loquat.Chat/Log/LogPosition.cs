namespace Loquat.Chat.Log;

/// <summary>A place in a thread's log.</summary>
/// <param name="Offset">1 for the thread's first event; without gaps in the order of commits.</param>
/// <param name="Epoch">Names the log: the same for ever for one database, another after a restore from elsewhere.</param>
public readonly record struct LogPosition(long Offset, string Epoch);
