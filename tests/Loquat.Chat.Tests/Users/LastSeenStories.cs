using Loquat.Chat.Users;
using Loquat.Testing;

namespace Loquat.Chat.Tests.Users;

public sealed class LastSeenOnSqlite() : LastSeenStories(new SqliteFile());

public sealed class LastSeenOnPostgres(PostgresServer server) : LastSeenStories(new PostgresDatabase(server));

/// <summary>When somebody was last here is what their sign-ins remember.</summary>
public abstract class LastSeenStories(TestDatabase database) : ChatStories(database)
{
    private const string Password = "correct horse";

    [Fact]
    public async Task Whoever_used_any_of_their_devices_was_seen_then()
    {
        var bob = await Chat.AddUserAsync("bob");
        var phone = await TokenOfAsync("alice");
        Chat.Clock.Advance(TimeSpan.FromHours(1));
        await TokenOfAsync("alice");
        Chat.Clock.Advance(TimeSpan.FromHours(1));
        await NoteAsync(phone);
        var left = Chat.Clock.GetUtcNow();
        Chat.Clock.Advance(TimeSpan.FromHours(1));

        var seen = await SeenAsync(Alice, bob, 4711);

        Assert.Equal([Alice, bob], seen.Keys.Order());
        Assert.Equal(left, seen[Alice]);
        Assert.Null(seen[bob]);
    }

    [Fact]
    public async Task What_was_noted_a_moment_ago_is_not_noted_again()
    {
        var phone = await TokenOfAsync("alice");
        var came = Chat.Clock.GetUtcNow();

        Chat.Clock.Advance(TimeSpan.FromSeconds(59));
        await NoteAsync(phone);
        Assert.Equal(came, (await SeenAsync(Alice))[Alice]);

        Chat.Clock.Advance(TimeSpan.FromSeconds(1));
        await NoteAsync(phone);
        Assert.Equal(came.AddMinutes(1), (await SeenAsync(Alice))[Alice]);
    }

    private Task<IReadOnlyDictionary<long, DateTimeOffset?>> SeenAsync(params long[] users) =>
        Chat.AskAsync((LastSeen seen) => seen.OfAsync(users, Stop));

    private Task NoteAsync(params long[] tokens) => Chat.DoAsync((NoteUse note) => note.ExecuteAsync(tokens, Stop));

    private async Task<long> TokenOfAsync(string name)
    {
        var signedIn = await Chat.AskAsync((SignIn signIn) => signIn.ExecuteAsync(name, Password, "test", Stop));
        var bearer = Assert.IsType<SignIn.Result.SignedIn>(signedIn).Bearer;
        return (await Chat.AskAsync((Authenticate authenticate) => authenticate.ExecuteAsync(bearer, Stop)))!.TokenId;
    }
}
