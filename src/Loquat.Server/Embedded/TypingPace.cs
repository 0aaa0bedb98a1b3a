namespace Loquat.Server.Embedded;

/// <summary>How often a connection may say that its user is typing.</summary>
internal sealed class TypingPace(TimeProvider time)
{
    // Whoever was forgotten may say it once too often: starting over is cheaper than choosing whom to remember.
    private const int Capacity = 10_000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _said = [];

    /// <summary>False if it has just said so.</summary>
    public bool TryTake(string connectionId)
    {
        var now = time.GetTimestamp();
        lock (_gate)
        {
            if (_said.TryGetValue(connectionId, out var last) && time.GetElapsedTime(last, now) < Pause)
                return false;
            if (_said.Count >= Capacity)
                _said.Clear();

            _said[connectionId] = now;
            return true;
        }
    }
}
