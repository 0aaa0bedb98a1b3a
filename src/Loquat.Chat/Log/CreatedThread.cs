using Loquat.Chat.Threads;

namespace Loquat.Chat.Log;

/// <summary>The first event of a thread's log.</summary>
/// <param name="IsNew">False if the thread was there already.</param>
/// <param name="Members">Who is to be told of a new thread that not everybody sees.</param>
internal sealed record CreatedThread(ThreadCreated Content, ThreadEvent Event, bool IsNew, IReadOnlyList<long> Members);
