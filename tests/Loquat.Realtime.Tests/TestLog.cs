using System.Collections.Concurrent;
using System.Text;
using Loquat.Protocol;

namespace Loquat.Realtime.Tests;

/// <summary>A log of the channels "thread:…" whose reads a test can hold and count. Channel "thread:none" does not exist.</summary>
internal sealed class TestLog : IChannelLog
{
    public const string Epoch = "logepoch";

    private readonly ConcurrentDictionary<string, List<Publication>> _channels = new();
    private readonly ConcurrentDictionary<string, ulong> _trimmed = new();
    private int _reads;

    public Func<Task> BeforeRead { get; set; } = () => Task.CompletedTask;
    public Func<Task> AfterRead { get; set; } = () => Task.CompletedTask;

    public int Reads => Volatile.Read(ref _reads);

    public bool Owns(string channel) => channel.StartsWith("thread:", StringComparison.Ordinal);

    public Publication Append(string channel, string data)
    {
        var publications = Of(channel);
        lock (publications)
        {
            var publication = new Publication(Encoding.UTF8.GetBytes(data)) { Offset = (ulong)publications.Count + 1 };
            publications.Add(publication);
            return publication;
        }
    }

    /// <summary>Loses the publications up to this offset.</summary>
    public void Trim(string channel, ulong offset) => _trimmed[channel] = offset;

    public async ValueTask<LogPage?> ReadAsync(string channel, ulong after, int limit, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        await BeforeRead();
        if (channel == "thread:none")
            return null;

        LogPage page;
        after = Math.Max(after, _trimmed.GetValueOrDefault(channel));
        var publications = Of(channel);
        lock (publications)
        {
            page = new LogPage(
                [.. publications.Where(publication => publication.Offset > after).Take(limit)], new StreamPosition((ulong)publications.Count, Epoch));
        }
        await AfterRead();
        return page;
    }

    private List<Publication> Of(string channel) => _channels.GetOrAdd(channel, _ => []);
}
