using Loquat.Chat.Users;
using Loquat.Testing;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Tests.Users;

public sealed class SignInOnSqlite() : SignInStories(new SqliteFile());

public sealed class SignInOnPostgres(PostgresServer server) : SignInStories(new PostgresDatabase(server));

public abstract class SignInStories(TestDatabase database) : ChatStories(database)
{
    private const string Password = "correct horse";

    [Fact]
    public async Task Whether_there_are_accounts_is_asked_of_the_accounts()
    {
        Assert.True(await Chat.AskAsync((ExistingAccounts accounts) => accounts.AnyAsync(Stop)));
        Assert.True(await Chat.AskAsync((ExistingAccounts accounts) => accounts.IsThereAsync("alice", Stop)));
        Assert.False(await Chat.AskAsync((ExistingAccounts accounts) => accounts.IsThereAsync("nobody", Stop)));
    }

    [Fact]
    public async Task A_password_becomes_a_bearer_that_says_who_one_is()
    {
        var bearer = await SignedInAsync("ALICE");

        var identity = await AuthenticateAsync(bearer);

        Assert.Equal((Alice, "alice", Chat.Clock.GetUtcNow().AddDays(30)), (identity!.UserId, identity.Username, identity.ExpiresAt));
        Assert.Null(await AuthenticateAsync(bearer[..^1]));
        Assert.Null(await AuthenticateAsync(""));
        Assert.Null(await AuthenticateAsync(new string('x', 1000)));
    }

    [Fact]
    public async Task The_database_does_not_know_the_bearer()
    {
        var bearer = await SignedInAsync("alice");

        var token = await Chat.QueryAsync(db => db.AuthTokens.SingleAsync(Stop));

        Assert.Equal(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(bearer)), token.Hash);
        Assert.Equal(43, bearer.Length);
    }

    [Fact]
    public async Task A_sign_in_ends_when_its_time_is_over()
    {
        var bearer = await SignedInAsync("alice");

        Chat.Clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(await AuthenticateAsync(bearer));
        Chat.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(await AuthenticateAsync(bearer));
    }

    [Fact]
    public async Task A_revoked_token_is_refused_at_once_and_its_connections_end()
    {
        var (phone, laptop) = (await SignedInAsync("alice", "phone"), await SignedInAsync("alice", "laptop"));
        var onPhone = await AuthenticateAsync(phone);
        await AuthenticateAsync(laptop);

        Assert.True(await RevokeAsync(Alice, onPhone!.TokenId));

        Assert.Null(await AuthenticateAsync(phone));
        Assert.NotNull(await AuthenticateAsync(laptop));
        Assert.Equal([(Alice, onPhone.TokenId)], Chat.Announcer.Disconnected);
        Assert.False(await RevokeAsync(Alice, onPhone.TokenId));
    }

    [Fact]
    public async Task Who_goes_on_calling_is_looked_up_again_before_anybody_has_to_wait_for_it()
    {
        var bearer = await SignedInAsync("alice");
        await AuthenticateAsync(bearer);
        await RevokeElsewhereAsync();

        Chat.Clock.Advance(TimeSpan.FromSeconds(3) - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(await AuthenticateAsync(bearer));
        Chat.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.NotNull(await AuthenticateAsync(bearer));

        // The clock stands still: only the answer of the database can end it now.
        await UntilRefusedAsync(bearer);
    }

    [Fact]
    public async Task What_another_node_revoked_is_refused_after_five_seconds_at_the_latest()
    {
        var bearer = await SignedInAsync("alice");
        await AuthenticateAsync(bearer);
        await RevokeElsewhereAsync();

        Chat.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Null(await AuthenticateAsync(bearer));
    }

    [Fact]
    public async Task What_was_revoked_lately_is_found_without_reading_every_sign_in_there_ever_was()
    {
        var identity = await AuthenticateAsync(await SignedInAsync("alice"));
        await SignedInAsync("alice");
        var before = Chat.Clock.GetUtcNow().AddSeconds(-1);
        await RevokeAsync(Alice, identity!.TokenId);

        var found = await Chat.AskAsync((ListRevocations list) => list.ExecuteAsync(before, Stop));

        Assert.Equal([new Revocation(Alice, identity.TokenId)], found);
        Assert.Empty(await Chat.AskAsync((ListRevocations list) => list.ExecuteAsync(Chat.Clock.GetUtcNow(), Stop)));
        var plan = await QueryPlan.OfAsync(Chat, db => ListRevocations.Since(db, before));
        Assert.Contains("ix_auth_tokens_revoked", plan, StringComparison.Ordinal);
        // Searched in the index, and not read through it.
        Assert.Contains("(revoked>", plan.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_revokes_somebody_elses_token()
    {
        var bob = await Chat.AddUserAsync("bob");
        var identity = await AuthenticateAsync(await SignedInAsync("alice"));

        Assert.False(await RevokeAsync(bob, identity!.TokenId));
        Assert.Empty(Chat.Announcer.Disconnected);
    }

    [Fact]
    public async Task A_new_password_ends_every_sign_in()
    {
        var (phone, laptop) = (await SignedInAsync("alice"), await SignedInAsync("alice"));
        await AuthenticateAsync(phone);

        var result = await Chat.AskAsync((SetPassword set) => set.ExecuteAsync("alice", "another horse", Stop));

        Assert.IsType<SetPassword.Result.Changed>(result);
        Assert.Null(await AuthenticateAsync(phone));
        Assert.Null(await AuthenticateAsync(laptop));
        Assert.Equal(2, Chat.Announcer.Disconnected.Count);
        Assert.IsType<SignIn.Result.Refused>(await SignInAsync("alice", Password));
        Assert.IsType<SignIn.Result.SignedIn>(await SignInAsync("alice", "another horse"));
    }

    [Fact]
    public async Task A_sign_in_that_began_with_the_old_password_does_not_outlive_it()
    {
        // A sign-in asks for the time when it has verified the password, and has not let anybody in yet.
        var clock = new ClockWithAMoment(Chat.Clock, () => Chat.AskAsync((SetPassword set) => set.ExecuteAsync("alice", "another horse", Stop)));

        var result = await Chat.AskAsync((ChatDbContext db) => Chat.AskAsync((ILookupNormalizer names) => Chat.AskAsync((PasswordCheck passwords) =>
            new SignIn(db, names, passwords, new IdentityCache(clock), new ChatOptions(), clock).ExecuteAsync("alice", Password, "late", Stop))));

        Assert.IsType<SignIn.Result.Refused>(result);
        Assert.Empty(await ListTokensAsync());
    }

    [Fact]
    public async Task Every_sign_in_of_a_program_that_signs_in_all_the_time_can_be_ended()
    {
        // More than a statement of SQLite may have parameters.
        const int Many = 33_000;
        await Chat.DoAsync(async (ChatDbContext db) =>
        {
            var now = Chat.Clock.GetUtcNow();
            db.AuthTokens.AddRange(Enumerable.Range(0, Many).Select(i => new AuthToken(Alice, BitConverter.GetBytes(i), "a script", now, now.AddDays(30))));
            await db.SaveChangesAsync(Stop);
        });

        var ended = await Chat.AskAsync((RevokeAllTokens revoke) => revoke.ExecuteAsync(Alice, Stop));

        Assert.Equal(Many, ended);
        Assert.Empty(await ListTokensAsync());
    }

    [Fact]
    public async Task A_password_that_is_too_short_changes_nothing()
    {
        // Identity says which rules were broken, at the level of a warning.
        Expected.UnionWith([13, 14]);
        var bearer = await SignedInAsync("alice");

        var result = await Chat.AskAsync((SetPassword set) => set.ExecuteAsync("alice", "short", Stop));

        Assert.IsType<SetPassword.Result.Refused>(result);
        Assert.NotNull(await AuthenticateAsync(bearer));
        Assert.IsType<SignIn.Result.SignedIn>(await SignInAsync("alice", Password));
    }

    [Fact]
    public async Task Too_many_wrong_passwords_lock_the_account_for_a_while()
    {
        foreach (var _ in Enumerable.Range(0, 9))
            Assert.IsType<SignIn.Result.Refused>(await SignInAsync("alice", "wrong"));
        Assert.IsType<SignIn.Result.SignedIn>(await SignInAsync("alice", Password));

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => SignInAsync("alice", "wrong"))));

        Assert.IsType<SignIn.Result.Refused>(await SignInAsync("alice", Password));
        Chat.Clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        Assert.IsType<SignIn.Result.Refused>(await SignInAsync("alice", Password));
        Chat.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<SignIn.Result.SignedIn>(await SignInAsync("alice", Password));
    }

    [Fact]
    public async Task A_refusal_costs_the_same_whether_the_name_is_known_or_not()
    {
        await using var onlooker = await Chat.Database.OpenAsync(Stop);
        foreach (var _ in Enumerable.Range(0, 10))
            Assert.True(await WritesAsync("alice"));

        // She is locked out now.
        Assert.True(await WritesAsync("alice"));
        Assert.True(await WritesAsync("nobody"));
        Assert.Equal(0, await Chat.QueryAsync(db => db.Users.Select(user => user.AccessFailedCount).SingleAsync(Stop)));

        async Task<bool> WritesAsync(string username)
        {
            var before = await VersionAsync();
            Assert.IsType<SignIn.Result.Refused>(await SignInAsync(username, "wrong"));
            return await VersionAsync() != before;
        }

        async Task<string?> VersionAsync()
        {
            await using var command = onlooker.CreateCommand();
            command.CommandText = Chat.Database.IsPostgres ? "SELECT string_agg(xmin::text, ',') FROM users" : "PRAGMA data_version";
            return Convert.ToString(await command.ExecuteScalarAsync(Stop), System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    [Fact]
    public async Task Sign_ins_that_ended_long_ago_are_forgotten_but_not_when_their_user_was_last_seen()
    {
        var bob = await Chat.AddUserAsync("bob");
        await SignedInAsync("bob");
        await RevokeAllAsync(bob);
        await Chat.DoAsync((ChatDbContext db) => AddTokensAsync(db, 600));
        await RevokeAllAsync(Alice);
        Chat.Clock.Advance(TimeSpan.FromHours(1));
        await SignedInAsync("alice", "phone");
        Chat.Clock.Advance(TimeSpan.FromHours(22));
        Assert.Equal(0, await ForgetAsync());

        Chat.Clock.Advance(TimeSpan.FromHours(1.5));
        Assert.Equal(600, await ForgetAsync());

        Assert.Equal("phone", Assert.Single(await ListTokensAsync()).Device);
        Assert.NotNull((await Chat.AskAsync((LastSeen seen) => seen.OfAsync([bob], Stop)))[bob]);
        Chat.Clock.Advance(TimeSpan.FromDays(40));
        await SignedInAsync("alice", "laptop");
        Assert.Equal(1, await ForgetAsync());
        Assert.Equal("laptop", Assert.Single(await ListTokensAsync()).Device);

        Task<int> ForgetAsync() => Chat.AskAsync((ForgetSignIns forget) => forget.ExecuteAsync(Stop));

        Task<int> RevokeAllAsync(long user) => Chat.AskAsync((RevokeAllTokens revoke) => revoke.ExecuteAsync(user, Stop));

        Task AddTokensAsync(ChatDbContext db, int count)
        {
            var now = Chat.Clock.GetUtcNow();
            db.AuthTokens.AddRange(Enumerable.Range(0, count).Select(i => new AuthToken(Alice, BitConverter.GetBytes(i), "a script", now, now.AddDays(30))));
            return db.SaveChangesAsync(Stop);
        }
    }

    [Fact]
    public async Task The_last_use_is_noted_once_a_minute()
    {
        var bearer = await SignedInAsync("alice", "phone");
        var signedIn = Chat.Clock.GetUtcNow();

        Chat.Clock.Advance(TimeSpan.FromSeconds(59));
        await AuthenticateAsync(bearer);
        await NotedAsync();
        var early = Assert.Single(await ListTokensAsync());
        Chat.Clock.Advance(TimeSpan.FromSeconds(10));
        await AuthenticateAsync(bearer);
        await NotedAsync();
        var late = Assert.Single(await ListTokensAsync());

        Assert.Equal(("phone", signedIn), (early.Device, early.LastUsed));
        Assert.Equal(Chat.Clock.GetUtcNow(), late.LastUsed);
    }

    [Fact]
    public async Task The_last_uses_of_many_who_come_at_once_are_all_noted()
    {
        var bearers = new List<string>();
        for (var i = 0; i < 20; i++)
            bearers.Add(await SignedInAsync("alice", $"device {i}"));
        Chat.Clock.Advance(TimeSpan.FromMinutes(2));
        var back = Chat.Clock.GetUtcNow();

        // Those whom the first look was too early for wait for each other.
        var known = Task.WhenAll(bearers.Select(AuthenticateAsync));
        while (await Task.WhenAny(known, Chat.Clock.WhenWaiting(TimeSpan.FromMilliseconds(25))).Within("all are known, or time is waited for") != known)
            Chat.Clock.Advance(TimeSpan.FromMilliseconds(25));
        await known;
        await NotedAsync();

        Assert.All(await ListTokensAsync(), token => Assert.True(token.LastUsed >= back, $"the last use of {token.Device} is noted"));
    }

    private Task NotedAsync() => Chat.DoAsync((LastUses uses) => uses.Noted).Within("the last use is noted");

    [Theory]
    [InlineData("ALICE")]
    [InlineData("with space")]
    [InlineData("")]
    [InlineData("a123456789012345678901234567890123456789012345678901234567890abcde")]
    public async Task A_name_that_is_taken_or_unfit_is_refused(string name)
    {
        Expected.UnionWith([13, 14]);

        Assert.IsType<AddUser.Result.Refused>(await Chat.AskAsync((AddUser add) => add.ExecuteAsync(name, Password, Stop)));
        Assert.Equal(["alice"], (await Chat.AskAsync((ListUsers list) => list.ExecuteAsync(Stop))).Select(user => user.Username));
    }

    private Task<SignIn.Result> SignInAsync(string username, string password, string device = "test") =>
        Chat.AskAsync((SignIn signIn) => signIn.ExecuteAsync(username, password, device, Stop));

    private async Task<string> SignedInAsync(string username, string device = "test") =>
        Assert.IsType<SignIn.Result.SignedIn>(await SignInAsync(username, Password, device)).Bearer;

    private Task<Identity?> AuthenticateAsync(string bearer) =>
        Chat.AskAsync((Authenticate authenticate) => authenticate.ExecuteAsync(bearer, Stop));

    private async Task UntilRefusedAsync(string bearer)
    {
        using var patience = new CancellationTokenSource(Deadline.Default);
        while (await AuthenticateAsync(bearer) is not null)
        {
            Assert.False(patience.IsCancellationRequested, "The bearer was not looked up again.");
            await Task.Yield();
        }
    }

    /// <summary>As another node does it that cannot tell this one.</summary>
    private async Task RevokeElsewhereAsync() => Assert.Equal(1, await Chat.AskAsync((ChatDbContext db) =>
        db.AuthTokens.ExecuteUpdateAsync(set => set.SetProperty(token => token.Revoked, Chat.Clock.GetUtcNow()), Stop)));

    private Task<bool> RevokeAsync(long userId, long tokenId) =>
        Chat.AskAsync((RevokeToken revoke) => revoke.ExecuteAsync(userId, tokenId, Stop));

    private Task<IReadOnlyList<TokenView>> ListTokensAsync() =>
        Chat.AskAsync((ListTokens list) => list.ExecuteAsync(Alice, Stop));

    /// <summary>Something happens at the moment at which somebody first asks for the time.</summary>
    private sealed class ClockWithAMoment(TimeProvider clock, Func<Task> happens) : TimeProvider
    {
        private Func<Task>? _happens = happens;

        public override DateTimeOffset GetUtcNow()
        {
            if (Interlocked.Exchange(ref _happens, null) is { } moment)
                Task.Run(moment).Within("what happens meanwhile has happened").GetAwaiter().GetResult();
            return clock.GetUtcNow();
        }
    }
}
