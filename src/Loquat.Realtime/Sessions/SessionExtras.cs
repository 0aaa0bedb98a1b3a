namespace Loquat.Realtime;

/// <summary>What few sessions have: the others do without the room for it.</summary>
internal sealed class SessionExtras
{
    public string Secret { get; set; } = "";

    public IReadOnlyDictionary<string, string> EmulatedHeaders { get; set; } = ClientRequest.Empty.Headers;

    /// <summary>What its token, or the application, wants others to see of it.</summary>
    public ReadOnlyMemory<byte> ConnInfo { get; set; }

    public ReadOnlyMemory<byte> Meta { get; set; }

    public ParallelCommands? Parallel { get; init; }

    public CommandBuckets? Buckets { get; set; }

    public int RefusedInARow { get; set; }

    /// <summary>Made when one of its subscriptions is first behind of a log.</summary>
    public Backlog? Backlog { get; set; }

    /// <summary>Set by whoever waits for the session to be ready.</summary>
    public TaskCompletionSource? Ready { get; set; }
}
