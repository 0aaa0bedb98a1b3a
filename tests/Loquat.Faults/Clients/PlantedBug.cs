using System.Text.Json;
using Loquat.Faults.Checking;
using Loquat.Faults.Operations;
using Loquat.Protocol;

namespace Loquat.Faults.Clients;

/// <summary>What can be broken on purpose, to see the checker find it.</summary>
public enum Plant
{
    None,
    DropOne,
    ApplyTwice,
    SwapTwo,
    AcknowledgeEarly,
    ForgetEdit,
    LoseFile,
    BendFile,
}

/// <summary>
/// A bug in one client, of the kind a server could have: the checker has to find it. It strikes once, after everything has gone well for
/// a while. A run has none unless it is asked for.
/// </summary>
internal sealed class PlantedBug(Plant plant)
{
    private const int Wait = 8;
    private readonly TaskCompletionSource _struck = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = Wait;
    private long _bentThread;
    private long _forgotten;
    private Publication? _held;

    /// <summary>Completes when the harm is done, and the thread that suffered it has gone on.</summary>
    public Task Struck => _struck.Task;

    /// <summary>What comes out of a thread's channel where a publication goes in.</summary>
    public IReadOnlyList<Publication> Bend(long threadId, Publication publication)
    {
        if (threadId == _bentThread)
            return GoOn(publication);
        if (plant is not (Plant.DropOne or Plant.ApplyTwice or Plant.SwapTwo) || !Strikes())
            return [publication];

        _bentThread = threadId;
        if (plant == Plant.SwapTwo)
            _held = publication;
        return plant == Plant.ApplyTwice ? [publication, publication] : [];
    }

    private Publication[] GoOn(Publication publication)
    {
        _struck.TrySetResult();
        var held = _held;
        _held = null;
        return held is null ? [publication] : [publication, held];
    }

    /// <summary>True if a change that arrived does not become part of what is shown: an edit, and what happens to its message afterwards.</summary>
    public bool Forgets(JsonElement change)
    {
        if (plant != Plant.ForgetEdit)
            return false;
        if (_forgotten == 0 && change.GetProperty("type").GetString() == "message.edited")
        {
            _forgotten = MessageIn(change);
            _struck.TrySetResult();
        }

        return _forgotten > 0 && MessageIn(change) == _forgotten;
    }

    private static long MessageIn(JsonElement change) =>
        change.TryGetProperty("message", out var message) ? message.GetProperty("id").GetInt64()
        : change.TryGetProperty("messageId", out var id) ? id.GetInt64()
        : 0;

    /// <summary>True if a change is taken for done that was never sent.</summary>
    public bool AcknowledgesUnsent() => plant == Plant.AcknowledgeEarly && Strikes() && _struck.TrySetResult();

    /// <summary>A change is acknowledged. What happens to files happens to them in the end, once a message has some.</summary>
    public void Note(Operation operation)
    {
        if (SpoilsFiles && operation is Post { Attachments.Count: > 0, Rival: Rival.None })
            _struck.TrySetResult();
    }

    /// <summary>Does its harm to the content of a file that a message shows, once nobody changes it any more.</summary>
    public void Spoil(Snapshot truth, string folder)
    {
        if (!SpoilsFiles || truth.Files.FirstOrDefault(file => file.MessageId is not null) is not { Content: { } content })
            return;

        var path = Path.Combine(folder, content[..2], content);
        if (plant == Plant.LoseFile)
        {
            File.Delete(path);
            return;
        }

        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    private bool SpoilsFiles => plant is Plant.LoseFile or Plant.BendFile;

    private bool Strikes() => Interlocked.Decrement(ref _left) == 0;
}
