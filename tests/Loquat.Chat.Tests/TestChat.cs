using Loquat.Chat.Files;
using Loquat.Chat.Log;
using Loquat.Chat.Messages;
using Loquat.Chat.Reading;
using Loquat.Chat.Search;
using Loquat.Chat.Threads;
using Loquat.Chat.Users;
using Loquat.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Loquat.Chat.Tests;

/// <summary>One node's chat on a real database, without a server around it.</summary>
public sealed class TestChat : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private bool _isStarted;

    public TestChat(TestDatabase database, Action<ChatOptions>? configure = null, Action<FilesOptions>? configureFiles = null)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(Lines));
        services.AddSingleton<IAnnouncer>(Announcer);
        services.AddSingleton<TimeProvider>(Clock);
        services.AddChat(
            options =>
            {
                database.Configure(options);
                configure?.Invoke(options);
            },
            files =>
            {
                files.Folder = database.FilesFolder;
                configureFiles?.Invoke(files);
            });
        // A clock that leaps over a month would have it take every turn of that month. Who wants words in the index takes the turns.
        services.Remove(services.Single(service => service.ImplementationType == typeof(SearchIndexer)));
        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true });
    }

    public RecordingAnnouncer Announcer { get; } = new();

    public ManualClock Clock { get; } = new();

    public LogLinesSeen Lines { get; } = new();

    public ChatDatabase Database => _services.GetRequiredService<ChatDatabase>();

    public ThreadLog Log => _services.GetRequiredService<ThreadLog>();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async Task StartAsync()
    {
        _isStarted = true;
        foreach (var hosted in _services.GetServices<IHostedService>())
            await hosted.StartAsync(Stop);
    }

    public async Task StopAsync()
    {
        _isStarted = false;
        foreach (var hosted in _services.GetServices<IHostedService>())
            await hosted.StopAsync(CancellationToken.None).Within("the chat stops");
    }

    public async ValueTask DisposeAsync()
    {
        if (_isStarted)
            await StopAsync();

        await _services.DisposeAsync();
    }

    /// <summary>Runs one action as a door would: in a scope of its own.</summary>
    public async Task<TResult> AskAsync<TAction, TResult>(Func<TAction, Task<TResult>> ask)
        where TAction : notnull
    {
        await using var scope = _services.CreateAsyncScope();
        return await ask(scope.ServiceProvider.GetRequiredService<TAction>());
    }

    public Task DoAsync<TAction>(Func<TAction, Task> act)
        where TAction : notnull =>
        AskAsync<TAction, bool>(async action =>
        {
            await act(action);
            return true;
        });

    public Task<T> QueryAsync<T>(Func<ChatDbContext, Task<T>> query) => AskAsync(query);

    public async Task<long> AddUserAsync(string username, string password = "correct horse")
    {
        var result = await AskAsync((AddUser add) => add.ExecuteAsync(username, password, Stop));
        return Assert.IsType<AddUser.Result.Added>(result).UserId;
    }

    public async Task<ThreadView> CreateRoomAsync(long ownerId, string name, bool isPrivate = false)
    {
        var result = await AskAsync((CreateThread create) => create.ExecuteAsync(ownerId, name, isPrivate, Stop)).Within("a room is created");
        return Assert.IsType<CreateThread.Result.Created>(result).Thread;
    }

    public Task<PostMessage.Result> PostAsync(long userId, long threadId, string text, string? clientId = null) =>
        AskAsync((PostMessage post) => post.ExecuteAsync(userId, threadId, text, clientId, Stop)).Within($"\"{text}\" is answered");

    public async Task<PostMessage.Result.Posted> PostedAsync(long userId, long threadId, string text, string? clientId = null) =>
        Assert.IsType<PostMessage.Result.Posted>(await PostAsync(userId, threadId, text, clientId));

    public async Task<IReadOnlyList<MyThread>> ListThreadsAsync(long userId) =>
        (await AskAsync((ListThreads list) => list.ExecuteAsync(userId, null, null, Stop))).Threads;

    public Task<List<long>> EventOffsetsAsync(long threadId) => QueryAsync(db => db.Events
        .Where(e => e.ThreadId == threadId).OrderBy(e => e.Offset).Select(e => e.Offset).ToListAsync(Stop));
}
