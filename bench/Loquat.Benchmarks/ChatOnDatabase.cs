using Loquat.Chat;
using Loquat.Chat.Log;
using Loquat.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Loquat.Benchmarks;

/// <summary>The chat on a fresh database of either kind, with its writer running and nobody connected.</summary>
internal sealed class ChatOnDatabase : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly string _folder;

    private ChatOnDatabase(IHost host, string folder) => (_host, _folder) = (host, folder);

    public IServiceProvider Services => _host.Services;

    /// <summary>Where its data is; gone with it, unless it is to be <see cref="Kept"/>.</summary>
    public string Folder => _folder;

    public bool Kept { get; init; }

    public static async Task<ChatOnDatabase> StartAsync(string kind, PostgresServer postgres, int maxGroup = 512) =>
        await StartAsync(kind == "PostgreSQL" ? await postgres.CreateDatabaseAsync() : null, maxGroup);

    /// <param name="connection">Null for a file in its folder.</param>
    public static async Task<ChatOnDatabase> StartAsync(string? connection, int maxGroup = 512, bool kept = false)
    {
        var folder = Directory.CreateTempSubdirectory("loquat-bench-").FullName;
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<IAnnouncer, NobodyListens>();
        builder.Services.AddChat(options =>
        {
            options.DataDirectory = folder;
            options.ConnectionString = connection;
            options.MaxGroup = maxGroup;
        });

        var host = builder.Build();
        await host.Services.GetRequiredService<ChatDatabase>().MigrateAsync(CancellationToken.None);
        await host.StartAsync();
        return new ChatOnDatabase(host, folder) { Kept = kept };
    }

    /// <summary>One action in a scope of its own, like a request.</summary>
    public async Task<TResult> DoAsync<TAction, TResult>(Func<TAction, Task<TResult>> act) where TAction : notnull
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<TAction>());
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        if (!Kept)
            Directory.Delete(_folder, recursive: true);
    }

    private sealed class NobodyListens : IAnnouncer
    {
        public ValueTask AnnounceAsync(string channel, ReadOnlyMemory<byte> data, LogPosition? position, CancellationToken cancellationToken) => default;

        public ValueTask AdmitAsync(string channel, long userId, CancellationToken cancellationToken) => default;

        public ValueTask ExpelAsync(string channel, long userId, CancellationToken cancellationToken) => default;

        public ValueTask DisconnectAsync(long userId, long tokenId, CancellationToken cancellationToken) => default;
    }
}
