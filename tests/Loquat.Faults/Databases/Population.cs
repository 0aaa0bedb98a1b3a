using Loquat.Chat;
using Loquat.Chat.Log;
using Loquat.Chat.Seeding;
using Loquat.Chat.Users;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Loquat.Faults.Databases;

/// <summary>Somebody with an account, signed in.</summary>
internal sealed record Person(long Id, string Bearer);

/// <summary>Who is there and where they talk, made by the chat's own actions before any node runs.</summary>
internal sealed record Population(IReadOnlyList<Person> People, IReadOnlyList<long> Threads)
{
    private const string Password = "nobody guesses this";

    public static async Task<Population> CreateAsync(IDatabase database, int people, int threads, int seed)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IAnnouncer, NobodyListens>();
        services.AddChat(database.Configure);
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<ChatDatabase>().MigrateAsync(CancellationToken.None);

        await using var scope = provider.CreateAsyncScope();
        var rooms = scope.ServiceProvider.GetRequiredService<SeedRooms>();
        var ids = await rooms.ExecuteAsync(people, threads, seed, Password, CancellationToken.None);
        var users = await scope.ServiceProvider.GetRequiredService<ListUsers>().ExecuteAsync(CancellationToken.None);
        var signedIn = new List<Person>();
        foreach (var user in users)
            signedIn.Add(new Person(user.Id, await SignInAsync(scope.ServiceProvider.GetRequiredService<SignIn>(), user.Username)));

        // A disk with an open file on it cannot be unmounted.
        SqliteConnection.ClearAllPools();
        return new Population(signedIn, ids);
    }

    private static async Task<string> SignInAsync(SignIn signIn, string username) =>
        await signIn.ExecuteAsync(username, Password, "faults", CancellationToken.None) is SignIn.Result.SignedIn signed
            ? signed.Bearer
            : throw new InvalidOperationException($"{username} cannot sign in.");

    private sealed class NobodyListens : IAnnouncer
    {
        public ValueTask AnnounceAsync(string channel, ReadOnlyMemory<byte> data, LogPosition? position, CancellationToken cancellationToken) => default;

        public ValueTask AdmitAsync(string channel, long userId, CancellationToken cancellationToken) => default;

        public ValueTask ExpelAsync(string channel, long userId, CancellationToken cancellationToken) => default;

        public ValueTask DisconnectAsync(long userId, long tokenId, CancellationToken cancellationToken) => default;
    }
}
