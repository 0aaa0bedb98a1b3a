using System.Diagnostics;

namespace Loquat.Bench.Measuring;

/// <summary>The process that is measured, as the system sees it.</summary>
internal sealed class ServerProcess(int id) : IDisposable
{
    private const int MostSteps = 60;

    private readonly Process _process = Find(id);

    /// <summary>Processor time of all its threads since its start, in steps of a hundredth of a second.</summary>
    public TimeSpan Worked
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory.</summary>
    public long Bytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Files, sockets and what else has a number.</summary>
    public int Descriptors => Directory.GetFileSystemEntries($"/proc/{id}/fd").Length;

    public int Threads => Directory.GetFileSystemEntries($"/proc/{id}/task").Length;

    /// <summary>Returns when the process does next to nothing: what came before does not run into what is measured next.</summary>
    public void Settle()
    {
        var step = TimeSpan.FromMilliseconds(500);
        using var time = new ManualResetEventSlim();
        for (var (i, before) = (0, Worked); i < MostSteps; i++)
        {
            // Nothing tells when another process has come to rest.
            time.Wait(step);
            var now = Worked;
            if (now - before < step / 25)
                return;
            before = now;
        }
    }

    public void Dispose() => _process.Dispose();

    private static Process Find(int id)
    {
        try
        {
            return Process.GetProcessById(id);
        }
        catch (ArgumentException)
        {
            throw new LoadException($"There is no process {id}.");
        }
    }
}
