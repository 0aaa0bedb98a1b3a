namespace Loquat.Chat.Threads;

/// <summary>Who may see a thread. Every query that serves a person starts here; there is no second rule.</summary>
internal static class Access
{
    extension(IQueryable<Thread> threads)
    {
        /// <summary>What is filtered out does not exist for this user: doors answer "not found", never "forbidden".</summary>
        public IQueryable<Thread> VisibleTo(long userId) => threads.Where(thread =>
            thread.Visibility == Visibility.Public || thread.Members.Any(member => member.UserId == userId));
    }
}
