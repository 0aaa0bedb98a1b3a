using System.Globalization;
using Loquat.Chat;
using Loquat.Chat.Log;
using Loquat.Chat.Seeding;
using Loquat.Chat.Threads;
using Loquat.Chat.Users;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Loquat.Faults.Databases;

/// <summary>Somebody with an account, signed in.</summary>
internal sealed record Person(long Id, string Bearer);

/// <summary>Who is there and where they talk, made by the chat's own actions before any node runs.</summary>
/// <param name="Threads">Every second one is public, and in the others everybody is a member but the stranger.</param>
internal sealed record Population(IReadOnlyList<Person> People, Person Stranger, IReadOnlyList<long> Threads, IReadOnlySet<long> Closed)
{
    public static readonly Population Empty = new([], new Person(0, ""), [], new HashSet<long>());

    private const string Password = "nobody guesses this";

    public static async Task<Population> CreateAsync(IDatabase database, int people, int threads, int seed)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IAnnouncer, NobodyListens>();
        services.AddChat(database.Configure, database.ConfigureFiles);
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<ChatDatabase>().MigrateAsync(CancellationToken.None);

        await using var scope = provider.CreateAsyncScope();
        var rooms = scope.ServiceProvider.GetRequiredService<SeedRooms>();
        var open = await rooms.ExecuteAsync(people + 1, threads - (threads / 2), seed, Password, CancellationToken.None);
        var users = await scope.ServiceProvider.GetRequiredService<ListUsers>().ExecuteAsync(CancellationToken.None);
        var signedIn = new List<Person>();
        foreach (var user in users)
            signedIn.Add(new Person(user.Id, await SignInAsync(scope.ServiceProvider.GetRequiredService<SignIn>(), user.Username)));

        var members = signedIn[..^1];
        var closed = await CloseRoomsAsync(provider, scope.ServiceProvider, members, threads / 2);

        // A disk with an open file on it cannot be unmounted.
        SqliteConnection.ClearAllPools();
        return new Population(members, signedIn[^1], [.. open, .. closed], closed);
    }

    private static async Task<HashSet<long>> CloseRoomsAsync(ServiceProvider provider, IServiceProvider scope, List<Person> members, int count)
    {
        var working = provider.GetServices<IHostedService>().ToList();
        foreach (var worker in working)
            await worker.StartAsync(CancellationToken.None);

        var rooms = new HashSet<long>();
        for (var i = 1; i <= count; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"closed room {i}");
            var made = await scope.GetRequiredService<CreateThread>().ExecuteAsync(members[0].Id, name, isPrivate: true, CancellationToken.None);
            var room = made is CreateThread.Result.Created created ? created.Thread.Id : throw new InvalidOperationException($"{name} cannot be made: {made}.");
            rooms.Add(room);
            foreach (var member in members.Skip(1))
                await InviteAsync(scope, members[0], room, member);
        }

        foreach (var worker in working)
            await worker.StopAsync(CancellationToken.None);
        return rooms;
    }

    private static async Task InviteAsync(IServiceProvider scope, Person owner, long room, Person member)
    {
        var invited = await scope.GetRequiredService<InviteMember>().ExecuteAsync(owner.Id, room, member.Id, null, CancellationToken.None);
        if (invited is not AppendResult.Appended)
            throw new InvalidOperationException($"{member.Id} cannot be let into {room}: {invited}.");
    }

    private static async Task<string> SignInAsync(SignIn signIn, string username) =>
        await signIn.ExecuteAsync(username, Password, "faults", CancellationToken.None) is SignIn.Result.SignedIn signed
            ? signed.Bearer
            : throw new InvalidOperationException($"{username} cannot sign in.");
}
