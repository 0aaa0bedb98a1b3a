using Loquat.Chat.Setup;
using Loquat.Chat.Users;
using Loquat.Testing;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Tests.Setup;

public sealed class SetupOnSqlite() : SetupStories(new SqliteFile());

public sealed class SetupOnPostgres(PostgresServer server) : SetupStories(new PostgresDatabase(server));

/// <summary>On a database without anybody: Alice is not here.</summary>
public abstract class SetupStories(TestDatabase database) : ChatStories(database)
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Chat.QueryAsync(db => db.Users.ExecuteDeleteAsync(Stop));
    }

    [Fact]
    public async Task The_first_visitor_becomes_the_owner_and_finds_a_room()
    {
        Assert.True(await IsNeededAsync());

        Assert.IsType<Bootstrap.Result.Done>(await BootstrapAsync("olga"));

        Assert.False(await IsNeededAsync());
        var olga = Assert.Single(await Chat.AskAsync((ListUsers list) => list.ExecuteAsync(Stop)));
        Assert.Equal(("olga", UserRole.Owner), (olga.Username, olga.Role));
        var room = Assert.Single(await Chat.ListThreadsAsync(olga.Id));
        Assert.Equal(("General", false, 1L), (room.Name, room.Private, room.Offset));
        Assert.Equal(2, (await Chat.PostedAsync(olga.Id, room.Id, "is this thing on?")).Position.Offset);
    }

    [Fact]
    public async Task Of_several_first_visitors_one_becomes_the_owner()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => BootstrapAsync($"visitor{i}"))));

        Assert.Single(answers.OfType<Bootstrap.Result.Done>());
        Assert.Equal(5, answers.OfType<Bootstrap.Result.AlreadyDone>().Count());
        Assert.Equal((1, 1), (await Chat.QueryAsync(db => db.Users.CountAsync(Stop)), await Chat.QueryAsync(db => db.Threads.CountAsync(Stop))));
    }

    [Fact]
    public async Task An_owner_whose_password_is_refused_leaves_nothing_behind()
    {
        Expected.UnionWith([13, 14]);

        Assert.IsType<Bootstrap.Result.Refused>(await Chat.AskAsync((Bootstrap bootstrap) => bootstrap.ExecuteAsync("olga", "short", Stop)));

        Assert.True(await IsNeededAsync());
        Assert.Equal(0, await Chat.QueryAsync(db => db.Threads.CountAsync(Stop)));
    }

    [Fact]
    public async Task Demo_data_is_john_bill_and_their_first_thread_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => Chat.DoAsync((DemoContent demo) => demo.EnsureAsync(Stop)))));

        var users = await Chat.AskAsync((ListUsers list) => list.ExecuteAsync(Stop));
        Assert.Equal(["bill", "john"], users.Select(user => user.Username));
        var room = Assert.Single(await Chat.ListThreadsAsync(users[0].Id));
        Assert.Equal((1L, "First thread"), (room.Id, room.Name));
        foreach (var user in users)
        {
            var signedIn = await Chat.AskAsync((SignIn signIn) => signIn.ExecuteAsync(user.Username, "secret", "test", Stop));
            Assert.IsType<SignIn.Result.SignedIn>(signedIn);
        }
    }

    [Fact]
    public async Task Demo_data_leaves_a_database_with_people_alone()
    {
        await Chat.AddUserAsync("alice");

        await Chat.DoAsync((DemoContent demo) => demo.EnsureAsync(Stop));

        Assert.Equal((1, 0), (await Chat.QueryAsync(db => db.Users.CountAsync(Stop)), await Chat.QueryAsync(db => db.Threads.CountAsync(Stop))));
    }

    [Fact]
    public async Task A_role_is_given_by_name()
    {
        await Chat.AddUserAsync("alice");

        Assert.True(await Chat.AskAsync((SetRole set) => set.ExecuteAsync("Alice", UserRole.Administrator, Stop)));
        Assert.False(await Chat.AskAsync((SetRole set) => set.ExecuteAsync("nobody", UserRole.Administrator, Stop)));

        Assert.Equal(UserRole.Administrator, Assert.Single(await Chat.AskAsync((ListUsers list) => list.ExecuteAsync(Stop))).Role);
    }

    private Task<bool> IsNeededAsync() => Chat.AskAsync((Bootstrap bootstrap) => bootstrap.IsNeededAsync(Stop));

    private Task<Bootstrap.Result> BootstrapAsync(string name) =>
        Chat.AskAsync((Bootstrap bootstrap) => bootstrap.ExecuteAsync(name, "correct horse", Stop));
}
