using Loquat.Chat.Messages;
using Loquat.Chat.Threads;
using Loquat.Testing;

namespace Loquat.Chat.Tests.Log;

/// <summary>The file is held by somebody else for longer than anybody waits.</summary>
public sealed class OutageOnSqlite() : OutageStories(new SqliteFile());

/// <summary>The server is stopped and started again.</summary>
public sealed class OutageOnPostgres : OutageStories
{
    private readonly PostgresServer _server;

    public OutageOnPostgres() : this(PostgresServer.Own())
    {
    }

    private OutageOnPostgres(PostgresServer server) : base(new PostgresDatabase(server)) => _server = server;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

public abstract class OutageStories(TestDatabase database) : ChatStories(database)
{
    protected override void Configure(ChatOptions options) => options.DatabaseTimeout = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Without_the_database_messages_are_refused_and_afterwards_it_heals_by_itself()
    {
        // Refused, available again; and EF Core's own words for a connection and a query that failed.
        Expected.UnionWith([3000, 20004, 20102, 10100]);
        var room = await Chat.CreateRoomAsync(Alice, "room");
        await Chat.PostedAsync(Alice, room.Id, "before", "1");
        await Chat.Announcer.WaitForAsync("chat", 1);

        await Database.BreakAsync();
        var refused = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => Chat.PostAsync(Alice, room.Id, "during", $"during {i}")));
        var created = await Chat.AskAsync((CreateThread create) => create.ExecuteAsync(Alice, "during", false, Stop));
        var announced = Chat.Announcer.On("chat").Count;
        await Database.HealAsync();
        var healed = await PostUntilHealedAsync(room.Id);

        Assert.All(refused, answer => Assert.IsType<PostMessage.Result.Unavailable>(answer));
        Assert.IsType<CreateThread.Result.Unavailable>(created);
        Assert.Equal(1, announced);
        Assert.Equal(3, healed.Position.Offset);
        await Chat.Announcer.WaitForAsync($"thread:{room.Id}", 3);
        Assert.Equal([1L, 2L, 3L], Chat.Announcer.OffsetsOn($"thread:{room.Id}"));
    }

    // A connection that died with the server is found dead by whoever uses it first; each is found so once.
    private async Task<PostMessage.Result.Posted> PostUntilHealedAsync(long threadId)
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            if (await Chat.PostAsync(Alice, threadId, "after", "after") is PostMessage.Result.Posted posted)
                return posted;
        }

        throw new InvalidOperationException("The chat did not heal.");
    }
}
