using System.Text.Json;
using Loquat.Protocol;
using Loquat.Testing;

namespace Loquat.Benchmarks.Reconnecting;

/// <summary>A constant load: some people write, each on a connection to a node that lives on, until they are told to stop.</summary>
internal sealed class Posting(Tops tops) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _enough = new();
    private readonly List<Task> _writing = [];

    public void Start(Town.Person person, int port) => _writing.Add(Task.Run(() => WriteAsync(person, port)));

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        await Task.WhenAll(_writing);
        _enough.Dispose();
    }

    private async Task WriteAsync(Town.Person person, int port)
    {
        var hello = new ConnectRequest { Data = JsonSerializer.SerializeToUtf8Bytes(new { authToken = person.Bearer }) };
        await using var client = await ProtocolClient.ConnectAsync(new Uri($"http://127.0.0.1:{port}/connection/websocket"), hello);
        using var timer = new PeriodicTimer(Pause, TimeProvider.System);
        for (var i = 0; !_enough.IsCancellationRequested; i++)
        {
            var thread = person.Threads[i % person.Threads.Count];
            var message = new { authToken = person.Bearer, id = thread, message = "A message of about the length that people write to each other all day long." };
            using var answer = JsonDocument.Parse(await client.RpcAsync("thread:publish", JsonSerializer.Serialize(message)));
            tops.Raise(thread, answer.RootElement.GetProperty("message").GetProperty("offset").GetInt64());
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
