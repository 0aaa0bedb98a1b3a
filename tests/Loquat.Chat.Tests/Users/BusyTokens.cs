using Loquat.Chat.Users;
using Loquat.Testing;
using Npgsql;

namespace Loquat.Chat.Tests.Users;

/// <summary>A file that somebody else is writing to, for longer than anybody wants to wait.</summary>
public sealed class BusyTokensOnSqlite() : ChatStories(new SqliteFile())
{
    protected override void Configure(ChatOptions options) => options.DatabaseTimeout = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Who_one_is_is_known_at_once_and_the_last_use_is_noted_when_the_file_is_free()
    {
        var signedIn = await Chat.AskAsync((SignIn signIn) => signIn.ExecuteAsync("alice", "correct horse", "test", Stop));
        var bearer = Assert.IsType<SignIn.Result.SignedIn>(signedIn).Bearer;
        Chat.Clock.Advance(TimeSpan.FromMinutes(2));
        await Database.BreakAsync();

        var identity = await Chat.AskAsync((Authenticate authenticate) => authenticate.ExecuteAsync(bearer, Stop)).Within("the bearer is known");

        Assert.Equal(Alice, identity!.UserId);
        await Database.HealAsync();
        await Chat.DoAsync((LastUses uses) => uses.Noted).Within("the last use is noted");
        var token = Assert.Single(await Chat.AskAsync((ListTokens list) => list.ExecuteAsync(Alice, Stop)));
        Assert.Equal(Chat.Clock.GetUtcNow(), token.LastUsed);
    }
}

/// <summary>Sign-ins that somebody else is writing to: another node, or a long transaction.</summary>
public sealed class BusyTokensOnPostgres(PostgresServer server) : ChatStories(new PostgresDatabase(server))
{
    protected override void Configure(ChatOptions options) => options.DatabaseTimeout = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Who_one_is_is_known_though_the_last_use_cannot_be_noted()
    {
        var signedIn = await Chat.AskAsync((SignIn signIn) => signIn.ExecuteAsync("alice", "correct horse", "test", Stop));
        var bearer = Assert.IsType<SignIn.Result.SignedIn>(signedIn).Bearer;
        Chat.Clock.Advance(TimeSpan.FromMinutes(2));
        await using var other = new NpgsqlConnection(((PostgresDatabase)Database).ConnectionString);
        await other.OpenAsync(Stop);
        await using var transaction = await other.BeginTransactionAsync(Stop);
        await using var write = new NpgsqlCommand("UPDATE auth_tokens SET device = device", other, transaction);
        await write.ExecuteNonQueryAsync(Stop);

        var identity = await Chat.AskAsync((Authenticate authenticate) => authenticate.ExecuteAsync(bearer, Stop)).Within("the bearer is known");

        Assert.Equal(Alice, identity!.UserId);
    }
}
