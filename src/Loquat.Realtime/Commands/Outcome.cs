using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>What a handler wants the session to do: send a reply, refuse the command, or end.</summary>
internal readonly struct Outcome
{
    private Outcome(Reply? reply, ProtocolError? error, Disconnect? disconnect) => (Reply, Error, Disconnect) = (reply, error, disconnect);

    /// <summary>The handler has sent its reply itself, or none is due.</summary>
    public static Outcome Done => default;

    public Reply? Reply { get; }
    public ProtocolError? Error { get; }
    public Disconnect? Disconnect { get; }

    public static implicit operator Outcome(Reply reply) => new(reply, null, null);

    public static implicit operator Outcome(ProtocolError error) => new(null, error, null);

    public static implicit operator Outcome(Disconnect disconnect) => new(null, null, disconnect);
}
