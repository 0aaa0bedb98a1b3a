namespace Loquat.Chat.Tests;

/// <summary>A story about a chat with Alice in it, told on a fresh database.</summary>
public abstract class ChatStories(TestDatabase database) : IAsyncLifetime
{
    /// <summary>Event ids of the warnings and errors that this story is about; any other fails it.</summary>
    protected HashSet<int> Expected { get; } = [];

    protected TestDatabase Database => database;

    protected TestChat Chat { get; private set; } = null!;

    protected long Alice { get; private set; }

    /// <summary>What this story's chat is told beyond where its database is.</summary>
    protected virtual void Configure(ChatOptions options)
    {
    }

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync()
    {
        await database.CreateAsync();
        Chat = NewNode(Configure);
        await Chat.Database.MigrateAsync(Stop);
        Alice = await Chat.AddUserAsync("alice");
        await Chat.StartAsync();
    }

    /// <summary>Another process on the same database.</summary>
    protected TestChat NewNode(Action<ChatOptions>? configure = null) => new(database, configure);

    public virtual async ValueTask DisposeAsync()
    {
        await Chat.DisposeAsync();
        await database.DisposeAsync();
        GC.SuppressFinalize(this);
        Assert.DoesNotContain(Chat.Lines.Troubles, line => !Expected.Contains(line.Id));
    }
}
