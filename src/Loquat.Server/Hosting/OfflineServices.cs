using Loquat.Chat;
using Loquat.Chat.Files;
using Loquat.Chat.Log;
using Loquat.Server.Accounts;
using Loquat.Server.Configuration;

namespace Loquat.Server.Hosting;

/// <summary>The chat without its server, for commands that work on the database alone.</summary>
internal static class OfflineServices
{
    public static ServiceProvider Build(IConfiguration configuration) => new ServiceCollection()
        .AddLogging(logging => logging
            .AddConfiguration(configuration.GetSection("Logging"))
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace))
        .AddSingleton<IAnnouncer, Silence>()
        .AddConfiguredChat(configuration)
        .AddScoped<DemoAccounts>()
        .BuildServiceProvider();

    /// <summary>The chat as its configuration says, wherever that was read from.</summary>
    public static IServiceCollection AddConfiguredChat(this IServiceCollection services, IConfiguration configuration) => services.AddChat(
        chat =>
        {
            configuration.GetSection(ChatOptions.Section).Bind(chat);
            chat.DataDirectory = configuration[$"{ServerOptions.Section}:{nameof(ServerOptions.Data)}"] ?? new ServerOptions().Data;
            chat.ConnectionString = configuration.GetConnectionString(nameof(ConnectionStringOptions.Chat));
        },
        files => configuration.GetSection(FilesOptions.Section).Bind(files));

    /// <summary>Nobody is connected to a command. A server that runs beside it finds out by itself.</summary>
    private sealed class Silence : IAnnouncer
    {
        public ValueTask AnnounceAsync(string channel, ReadOnlyMemory<byte> data, LogPosition? position, CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;

        public ValueTask AdmitAsync(string channel, long userId, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask ExpelAsync(string channel, long userId, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisconnectAsync(long userId, long tokenId, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
