using Loquat.Testing;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Tests.Log;

public sealed class TwoNodesOnPostgres(PostgresServer server) : ChatStories(new PostgresDatabase(server))
{
    [Fact]
    public async Task Two_writers_keep_one_log_without_a_gap_or_a_double()
    {
        // Both nodes meet the same retries: some groups lose a race for a client id and have to be tried again.
        Expected.UnionWith([3002, 20102, 10000]);
        var rooms = new[] { await Chat.CreateRoomAsync(Alice, "one"), await Chat.CreateRoomAsync(Alice, "two") };
        await using var other = NewNode(options => options.MaxGroup = 8);
        await other.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 600).Select(i => Task.Run(() =>
            (i % 2 == 0 ? Chat : other).PostedAsync(Alice, rooms[i % 3 % 2].Id, $"message {i}", $"client {i / 2}"))));
        await other.StopAsync();
        await Chat.StopAsync();

        Assert.Equal(300, answers.Select(answer => answer.Message.Id).Distinct().Count());
        Assert.Equal(300, await Chat.QueryAsync(db => db.Messages.CountAsync(Stop)));
        var lengths = new List<int>();
        foreach (var room in rooms)
        {
            var offsets = await Chat.EventOffsetsAsync(room.Id);
            Assert.Equal(Enumerable.Range(1, offsets.Count).Select(offset => (long)offset), offsets);

            // Each node told its own part, in order, and together they told all.
            var channel = $"thread:{room.Id}";
            var told = (Chat.Announcer.OffsetsOn(channel), other.Announcer.OffsetsOn(channel));
            Assert.Equal(told.Item1.Order(), told.Item1);
            Assert.Equal(told.Item2.Order(), told.Item2);
            Assert.Equal(offsets, told.Item1.Concat(told.Item2).Order());
            lengths.Add(offsets.Count);
        }

        Assert.Equal(302, lengths.Sum());
    }
}
