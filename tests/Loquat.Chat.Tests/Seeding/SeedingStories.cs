using Loquat.Chat.Log;
using Loquat.Chat.Messages;
using Loquat.Chat.Seeding;
using Loquat.Chat.Threads;
using Loquat.Testing;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Tests.Seeding;

public sealed class SeedingOnSqlite() : SeedingStories(new SqliteFile());

public sealed class SeedingOnPostgres(PostgresServer server) : SeedingStories(new PostgresDatabase(server));

public abstract class SeedingStories(TestDatabase database) : ChatStories(database)
{
    [Fact]
    public async Task Ten_thousand_seeded_messages_keep_the_logs_promises()
    {
        var rooms = await SeedRoomsAsync(users: 20, rooms: 3);
        var reports = new List<long>();

        await Chat.DoAsync((SeedMessages seed) => seed.ExecuteAsync(rooms, 10_000, 7, new Reports(reports), Stop));

        Assert.Equal(Enumerable.Range(1, 10).Select(i => i * 1_000L), reports);
        Assert.Equal(10_000, await Chat.QueryAsync(db => db.Messages.CountAsync(Stop)));
        foreach (var room in rooms)
        {
            var offsets = await Chat.EventOffsetsAsync(room);
            Assert.Equal(Enumerable.Range(1, offsets.Count).Select(offset => (long)offset), offsets);
            var view = await Chat.AskAsync((FindThread find) => find.ExecuteAsync(Alice, room, Stop));
            var newest = await Chat.QueryAsync(db => db.Messages.Where(m => m.ThreadId == room).MaxAsync(m => m.Created, Stop));
            Assert.Equal((offsets[^1], newest), (view!.Offset, view.LastMessageAt));
        }

        await EventsSayWhatTheMessagesAreAsync(rooms[0]);
        await Chat.StopAsync();
        Assert.Empty(Chat.Announcer.On("chat"));
    }

    [Fact]
    public async Task Seeding_goes_on_where_people_have_written_and_they_go_on_after_it()
    {
        var room = await Chat.CreateRoomAsync(Alice, "room");
        await Chat.PostedAsync(Alice, room.Id, "before");

        await Chat.DoAsync((SeedMessages seed) => seed.ExecuteAsync([room.Id], 100, 1, null, Stop));

        Assert.Equal(103, (await Chat.PostedAsync(Alice, room.Id, "after")).Position.Offset);
    }

    [Fact]
    public async Task Seeded_people_join_a_room_as_anybody_does()
    {
        var rooms = await SeedRoomsAsync(users: 2_500, rooms: 1);

        await Chat.DoAsync((SeedMembers seed) => seed.ExecuteAsync(rooms[0], 2_400, Stop));

        Assert.Equal(2_400, await Chat.QueryAsync(db => db.Members.CountAsync(member => member.ThreadId == rooms[0], Stop)));
        Assert.Equal(Enumerable.Range(1, 2_401).Select(offset => (long)offset), await Chat.EventOffsetsAsync(rooms[0]));
        Assert.False(await Chat.QueryAsync(db => db.Members.AnyAsync(member => member.UserId == Alice, Stop)));
    }

    [Fact]
    public async Task The_same_seed_makes_the_same_people_and_may_be_used_twice()
    {
        await SeedRoomsAsync(users: 3, rooms: 1);
        await SeedRoomsAsync(users: 3, rooms: 1);

        var names = await Chat.QueryAsync(db => db.Users.OrderBy(user => user.Id).Select(user => user.UserName!).ToListAsync(Stop));

        Assert.Equal(7, names.Distinct().Count());
        Assert.Equal(names[1..4].Select(WithoutNumber), names[4..].Select(WithoutNumber));
        Assert.Equal(new MessageFactory(5).Create(), new MessageFactory(5).Create());
    }

    private static string WithoutNumber(string name) => name.TrimEnd([.. "0123456789"]);

    private async Task EventsSayWhatTheMessagesAreAsync(long threadId)
    {
        var history = await Chat.AskAsync((ShowHistory show) => show.ExecuteAsync(Alice, threadId, null, 200, Stop));
        var page = Assert.IsType<ShowHistory.Result.Page>(history);
        var log = await Chat.AskAsync((ReadLog read) => read.ExecuteAsync(threadId, page.Messages[0].Offset - 1, 200, Stop));
        Assert.Equal(
            page.Messages.Select(message => System.Text.Encoding.UTF8.GetString(new MessagePosted(message).ToJson())),
            log!.Events.Select(e => System.Text.Encoding.UTF8.GetString(e.Payload)));
    }

    private Task<IReadOnlyList<long>> SeedRoomsAsync(int users, int rooms) =>
        Chat.AskAsync((SeedRooms seed) => seed.ExecuteAsync(users, rooms, 7, password: null, Stop));

    private sealed class Reports(List<long> reports) : IProgress<long>
    {
        public void Report(long value) => reports.Add(value);
    }
}
