using Loquat.Chat.Database;

namespace Loquat.Server.Hosting;

/// <summary>
/// Says what the database does to those who ask it. One that is away fails them all alike: that is said when it begins and once a minute, however
/// many ask. Any other error is said each time.
/// </summary>
internal sealed class DatabaseOutage(TimeProvider time, ILogger<DatabaseOutage> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private long? _failed;
    private long _said;
    private long _unsaid;

    /// <summary>Somebody asked and was not answered; what became of them is the caller's to say.</summary>
    public void Note(Exception cause)
    {
        if (!Trouble.IsTemporary(cause))
        {
            logger.DatabaseRefused(cause);
            return;
        }

        lock (_gate)
        {
            var now = time.GetTimestamp();
            var isNew = _failed is not { } failed || time.GetElapsedTime(failed, now) > Pause;
            _failed = now;
            _unsaid = isNew ? 0 : _unsaid + 1;
            if (isNew)
                logger.DatabaseAway(cause);
            else if (time.GetElapsedTime(_said, now) >= Pause)
                logger.DatabaseStillAway(_unsaid, cause.Message);
            else
                return;

            (_said, _unsaid) = (now, 0);
        }
    }
}
