using System.Text;
using Loquat.Chat.Log;
using Loquat.Testing;

namespace Loquat.Chat.Tests;

public sealed record Announced(string Channel, string Json, LogPosition? Position);

/// <summary>Remembers what it was told, in order, and can be made slow.</summary>
public sealed class RecordingAnnouncer : IAnnouncer
{
    private readonly Lock _lock = new();
    private readonly List<Announced> _announced = [];
    private readonly List<(Func<bool> IsMet, TaskCompletionSource Met)> _waits = [];

    /// <summary>Runs before an announcement is remembered; what it awaits makes the announcement slow.</summary>
    public Func<string, LogPosition?, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    public List<(long UserId, long TokenId)> Disconnected { get; } = [];

    public async ValueTask AnnounceAsync(
        string channel, ReadOnlyMemory<byte> data, LogPosition? position, CancellationToken cancellationToken)
    {
        await Before(channel, position);
        lock (_lock)
        {
            _announced.Add(new Announced(channel, Encoding.UTF8.GetString(data.Span), position));
            foreach (var (isMet, met) in _waits)
            {
                if (isMet())
                    met.TrySetResult();
            }
        }
    }

    public ValueTask AdmitAsync(string channel, long userId, CancellationToken cancellationToken) =>
        AnnounceAsync(channel, Encoding.UTF8.GetBytes($"admit {userId}"), position: null, cancellationToken);

    public ValueTask ExpelAsync(string channel, long userId, CancellationToken cancellationToken) =>
        AnnounceAsync(channel, Encoding.UTF8.GetBytes($"expel {userId}"), position: null, cancellationToken);

    public ValueTask DisconnectAsync(long userId, long tokenId, CancellationToken cancellationToken)
    {
        Disconnected.Add((userId, tokenId));
        return ValueTask.CompletedTask;
    }

    public IReadOnlyList<Announced> On(string channel)
    {
        lock (_lock)
            return [.. _announced.Where(announced => announced.Channel == channel)];
    }

    public IReadOnlyList<long> OffsetsOn(string channel) => [.. On(channel).Select(announced => announced.Position!.Value.Offset)];

    public async Task<IReadOnlyList<Announced>> WaitForAsync(string channel, int count)
    {
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            bool IsMet() => _announced.Count(announced => announced.Channel == channel) >= count;
            if (IsMet())
                met.SetResult();
            else
                _waits.Add((IsMet, met));
        }

        await met.Task.Within($"{count} announcements on {channel}");
        return On(channel);
    }
}
