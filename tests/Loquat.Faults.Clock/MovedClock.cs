using System.Globalization;

namespace Loquat.Faults.Clock;

/// <summary>
/// The time of day, moved by as many seconds as a file says at this moment. Timers and durations go on as they should, as they do on a machine whose clock
/// is set.
/// </summary>
internal sealed class MovedClock : TimeProvider, IDisposable
{
    public const string FileSetting = "LOQUAT_FAULTS_CLOCK";

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly string _file;
    private readonly ITimer _looking;
    private long _difference;

    public MovedClock(string file)
    {
        _file = file;
        _difference = Read();
        _looking = System.CreateTimer(_ => Volatile.Write(ref _difference, Read()), null, Look, Look);
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromSeconds(Volatile.Read(ref _difference));

    public void Dispose() => _looking.Dispose();

    private long Read() => long.Parse(File.ReadAllText(_file), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
