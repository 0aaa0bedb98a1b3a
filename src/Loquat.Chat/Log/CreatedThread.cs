using Loquat.Chat.Threads;

namespace Loquat.Chat.Log;

/// <summary>The first event of a new thread's log.</summary>
internal sealed record CreatedThread(ThreadCreated Content, ThreadEvent Event);
