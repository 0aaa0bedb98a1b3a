using Loquat.Chat.Seeding;
using Loquat.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Loquat.Server.Tests.Embedded;

public sealed class LargeRoomOnSqlite : LargeRoomStories
{
    protected override Task<string?> ConnectionStringAsync() => Task.FromResult<string?>(null);

    protected override async Task<Func<Task<int>>> CountCommitsAsync(LoquatServer server)
    {
        await WalCommits.BeginAsync(server);
        return () => WalCommits.CountAsync(server);
    }
}

public sealed class LargeRoomOnPostgres(PostgresServer postgres) : LargeRoomStories
{
    protected override async Task<string?> ConnectionStringAsync() => await postgres.CreateDatabaseAsync();

    protected override async Task<Func<Task<int>>> CountCommitsAsync(LoquatServer server)
    {
        var commits = await RowCommits.BeginAsync(server);
        return () => commits.CountAsync(server);
    }
}

/// <summary>A room of ten thousand members is a room like any other.</summary>
public abstract class LargeRoomStories
{
    private const int Members = 10_000;

    protected abstract Task<string?> ConnectionStringAsync();

    /// <summary>From now on.</summary>
    protected abstract Task<Func<Task<int>>> CountCommitsAsync(LoquatServer server);

    [Fact]
    public async Task A_message_to_ten_thousand_members_is_one_commit()
    {
        await using var server = await LoquatServer.StartAsync(await ConnectionStringAsync());
        var room = await SeedAsync(server);
        await using var john = await server.ConnectAsync("john");
        await using var bill = await server.ConnectAsync("bill", followsThreads: true);
        await john.CallAsync("thread:publish", $$"""{"id":{{room}},"message":"before"}""");
        await HearsAsync(bill, room, "before");
        var countAsync = await CountCommitsAsync(server);

        await john.CallAsync("thread:publish", $$"""{"id":{{room}},"message":"to all of you"}""");
        await HearsAsync(bill, room, "to all of you");

        Assert.Equal(1, await countAsync());
        await john.CallAsync("thread:publish", $$"""{"id":{{room}},"message":"and once more"}""");
        Assert.Equal(2, await countAsync());
    }

    private static async Task<long> SeedAsync(LoquatServer server)
    {
        await using var scope = server.Services.CreateAsyncScope();
        var rooms = await scope.ServiceProvider.GetRequiredService<SeedRooms>().ExecuteAsync(Members, 1, 1, null, CancellationToken.None);
        await scope.ServiceProvider.GetRequiredService<SeedMembers>().ExecuteAsync(rooms[0], Members, CancellationToken.None);
        return rooms[0];
    }

    private static async Task HearsAsync(Guest guest, long room, string text)
    {
        while (true)
        {
            var (channel, _, data) = await guest.NextAsync();
            if (channel == $"thread:{room}" && data.GetProperty("message").GetProperty("text").GetString() == text)
                return;
        }
    }
}
