using System.Net;
using Loquat.Chat.Branches;
using Loquat.Chat.Log;
using Loquat.Chat.Messages;
using Loquat.Chat.Threads;
using Loquat.Chat.Users;
using Loquat.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Loquat.Server.Tests.Api;

public sealed class DoorsOnSqlite(DemoOnSqlite demo) : DoorStories(demo), IClassFixture<DemoOnSqlite>;

public sealed class DoorsOnPostgres(DemoOnPostgres demo) : DoorStories(demo), IClassFixture<DemoOnPostgres>;

/// <summary>Whichever door somebody comes by, they may do the same.</summary>
public abstract class DoorStories(DemoServer demo) : IAsyncLifetime
{
    private const string Password = "correct horse";

    private long _host;
    private long _actor;
    private long _third;

    public enum Kind
    {
        Public,
        Private,
        Direct,
        BranchInPublic,
        BranchInPrivate,
    }

    // Who may: n nobody's member, r reader, m member, M moderator, O owner; in public rooms, private ones and direct conversations, and whether in
    // branches as in their parents or not at all. A direct conversation has members only.
    private static IReadOnlyList<(ThreadAction, string, string, string, bool)> Rules =>
    [
        (ThreadAction.See, "nrmMO", "rmMO", "m", true),
        (ThreadAction.Post, "nmMO", "mMO", "m", true),
        (ThreadAction.React, "nmMO", "mMO", "m", true),
        (ThreadAction.ChangeOwnMessage, "nmMO", "mMO", "m", true),
        (ThreadAction.DeleteAnyMessage, "MO", "MO", "", true),
        (ThreadAction.Pin, "nmMO", "mMO", "m", true),
        (ThreadAction.Branch, "nmMO", "mMO", "m", false),
        (ThreadAction.Join, "nmMO", "rmMO", "", false),
        (ThreadAction.Leave, "nmMO", "rmMO", "", false),
        (ThreadAction.Invite, "nmMO", "mMO", "", false),
        (ThreadAction.Remove, "MO", "MO", "", false),
        (ThreadAction.SetRole, "O", "O", "", false),
        (ThreadAction.Rename, "MO", "MO", "", false),
        (ThreadAction.Archive, "O", "O", "", false),
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await UserAsync("host");
        _actor = await UserAsync("actor");
        _third = await UserAsync("third");
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(Kind.Public)]
    [InlineData(Kind.Private)]
    [InlineData(Kind.Direct)]
    [InlineData(Kind.BranchInPublic)]
    [InlineData(Kind.BranchInPrivate)]
    public async Task Who_may_do_what_is_the_same_by_every_door(Kind kind)
    {
        await using var guest = await Guest.ConnectAsync(demo.Server.WebSocketUrl, await demo.Server.BearerOfAsync("actor", Password));
        using var client = new ApiClient(demo.Server.Url, await demo.Server.BearerOfAsync("actor", Password));
        foreach (var (action, inPublic, inPrivate, inDirect, isInBranch) in Rules)
        {
            var allowed = kind switch
            {
                Kind.Public => inPublic,
                Kind.Private => inPrivate,
                Kind.Direct => inDirect,
                Kind.BranchInPublic => isInBranch ? inPublic : "",
                _ => isInBranch ? inPrivate : "",
            };
            foreach (var person in kind == Kind.Direct ? "nm" : "nrmMO")
            {
                var sees = person != 'n' || kind is Kind.Public or Kind.BranchInPublic;
                var expected = allowed.Contains(person) ? 200 : sees ? 403 : 404;
                var scene = await SceneAsync(kind, person);

                Assert.Equal((action, person, expected), (action, person, await ByCallAsync(guest, action, scene)));

                // What was refused has changed nothing.
                var next = expected == 200 ? await SceneAsync(kind, person) : scene;
                Assert.Equal((action, person, expected), (action, person, await ByRestAsync(client, action, next)));
            }
        }
    }

    [Fact]
    public void Every_action_is_tried() => Assert.Equal(Enum.GetValues<ThreadAction>(), Rules.Select(rule => rule.Item1));

    private async Task<int> ByCallAsync(Guest guest, ThreadAction action, Scene scene)
    {
        var (method, fields) = action switch
        {
            ThreadAction.See => ("thread:history", $$"""{"id":{{scene.Thread}}}"""),
            ThreadAction.Post => ("thread:publish", $$"""{"id":{{scene.Thread}},"message":"x"}"""),
            ThreadAction.React => ("message:react", $$"""{"id":{{scene.Hosts}},"emoji":"x"}"""),
            ThreadAction.ChangeOwnMessage => ("message:edit", $$"""{"id":{{scene.Own}},"text":"x"}"""),
            ThreadAction.DeleteAnyMessage => ("message:delete", $$"""{"id":{{scene.Hosts}}}"""),
            ThreadAction.Pin => ("message:pin", $$"""{"id":{{scene.Hosts}}}"""),
            ThreadAction.Branch => ("thread:branch", $$"""{"message":{{scene.Hosts}}}"""),
            ThreadAction.Join => ("thread:join", $$"""{"id":{{scene.Thread}}}"""),
            ThreadAction.Leave => ("thread:leave", $$"""{"id":{{scene.Thread}}}"""),
            ThreadAction.Invite => ("thread:invite", $$"""{"id":{{scene.Thread}},"user":{{_third}}}"""),
            ThreadAction.Remove => ("thread:remove", $$"""{"id":{{scene.Thread}},"user":{{_third}}}"""),
            ThreadAction.SetRole => ("thread:role", $$"""{"id":{{scene.Thread}},"user":{{_third}},"role":"reader"}"""),
            ThreadAction.Rename => ("thread:rename", $$"""{"id":{{scene.Thread}},"name":"x"}"""),
            _ => ("thread:archive", $$"""{"id":{{scene.Thread}}}"""),
        };
        try
        {
            await guest.CallAsync(method, fields);
            return 200;
        }
        catch (RefusedException refused)
        {
            return refused.Error.Code == 103 ? 403 : (int)refused.Error.Code;
        }
    }

    private async Task<int> ByRestAsync(ApiClient client, ThreadAction action, Scene scene)
    {
        var (thread, hosts) = ($"/v1/threads/{scene.Thread}", $"/v1/messages/{scene.Hosts}");
        var answer = await (action switch
        {
            ThreadAction.See => client.GetAsync($"{thread}/messages"),
            ThreadAction.Post => client.PostAsync($"{thread}/messages", """{"text":"x"}"""),
            ThreadAction.React => client.PutAsync($"{hosts}/reactions/x"),
            ThreadAction.ChangeOwnMessage => client.PatchAsync($"/v1/messages/{scene.Own}", """{"text":"x"}"""),
            ThreadAction.DeleteAnyMessage => client.DeleteAsync(hosts),
            ThreadAction.Pin => client.PutAsync($"{hosts}/pin"),
            ThreadAction.Branch => client.PutAsync($"{hosts}/branch"),
            ThreadAction.Join => client.PutAsync($"{thread}/members/me"),
            ThreadAction.Leave => client.DeleteAsync($"{thread}/members/me"),
            ThreadAction.Invite => client.PutAsync($"{thread}/members/{_third}"),
            ThreadAction.Remove => client.DeleteAsync($"{thread}/members/{_third}"),
            ThreadAction.SetRole => client.PutAsync($"{thread}/members/{_third}/role", """{"role":"reader"}"""),
            ThreadAction.Rename => client.PutAsync($"{thread}/name", """{"name":"x"}"""),
            _ => client.PutAsync($"{thread}/archive"),
        });
        return answer.Status == HttpStatusCode.Created ? 200 : (int)answer.Status;
    }

    /// <summary>A thread of this kind in which the actor is what they are to be, with a message of the host and one of the actor.</summary>
    private async Task<Scene> SceneAsync(Kind kind, char person)
    {
        await using var scope = demo.Server.Services.CreateAsyncScope();
        var stage = new Stage(scope.ServiceProvider);
        if (kind == Kind.Direct)
            return await DirectAsync(stage, person);

        var isPrivate = kind is Kind.Private or Kind.BranchInPrivate;
        var root = await stage.CreateAsync(_host, isPrivate);
        var thread = kind is Kind.BranchInPublic or Kind.BranchInPrivate ? await stage.BranchAsync(_host, await stage.SayAsync(_host, root)) : root;
        await stage.DoAsync((InviteMember invite) => invite.ExecuteAsync(_host, root, _third, null, Stop));
        if (person != 'n' || isPrivate)
            await stage.DoAsync((InviteMember invite) => invite.ExecuteAsync(_host, root, _actor, null, Stop));

        var scene = new Scene(thread, await stage.SayAsync(_host, thread), await stage.SayAsync(_actor, thread));
        if (person == 'n' && isPrivate)
            await stage.DoAsync((RemoveMember remove) => remove.ExecuteAsync(_host, root, _actor, null, Stop));
        if (person is 'r' or 'M' or 'O')
        {
            var role = person switch { 'r' => MemberRole.Reader, 'M' => MemberRole.Moderator, _ => MemberRole.Owner };
            await stage.DoAsync((SetMemberRole set) => set.ExecuteAsync(_host, root, _actor, role, null, Stop));
        }

        return scene;
    }

    // Nobody leaves a direct conversation: who is none of its people has never been.
    private async Task<Scene> DirectAsync(Stage stage, char person)
    {
        var direct = await stage.DirectAsync(_host, person == 'n' ? _third : _actor);
        var hosts = await stage.SayAsync(_host, direct);
        return new Scene(direct, hosts, person == 'n' ? hosts : await stage.SayAsync(_actor, direct));
    }

    private async Task<long> UserAsync(string name)
    {
        await using var scope = demo.Server.Services.CreateAsyncScope();
        var users = scope.ServiceProvider;
        await users.GetRequiredService<AddUser>().ExecuteAsync(name, Password, Stop);
        return (await users.GetRequiredService<ListUsers>().ExecuteAsync(Stop)).Single(user => user.Username == name).Id;
    }

    /// <param name="Hosts">A message of the host's.</param>
    /// <param name="Own">One of the actor's.</param>
    private sealed record Scene(long Thread, long Hosts, long Own);

    /// <summary>What is prepared, prepared without a door.</summary>
    private sealed class Stage(IServiceProvider services)
    {
        public async Task DoAsync<TAction>(Func<TAction, Task<AppendResult>> act)
            where TAction : notnull =>
            Assert.IsType<AppendResult.Appended>(await act(services.GetRequiredService<TAction>()).Within("the scene is set"));

        public async Task<long> CreateAsync(long userId, bool isPrivate) => Assert.IsType<CreateThread.Result.Created>(
            await services.GetRequiredService<CreateThread>().ExecuteAsync(userId, "room", isPrivate, Stop)).Thread.Id;

        public async Task<long> DirectAsync(long userId, long otherId) => Assert.IsType<OpenDirect.Result.Opened>(
            await services.GetRequiredService<OpenDirect>().ExecuteAsync(userId, [otherId], Stop)).Thread.Id;

        public async Task<long> BranchAsync(long userId, long messageId) => Assert.IsType<StartBranch.Result.Opened>(
            await services.GetRequiredService<StartBranch>().ExecuteAsync(userId, messageId, Stop)).Thread.Id;

        public async Task<long> SayAsync(long userId, long threadId) => Assert.IsType<PostMessage.Result.Posted>(
            await services.GetRequiredService<PostMessage>().ExecuteAsync(userId, threadId, "here", null, Stop)).Message.Id;
    }
}
