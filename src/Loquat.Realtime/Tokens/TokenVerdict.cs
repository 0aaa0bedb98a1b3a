namespace Loquat.Realtime.Tokens;

/// <summary>What became of a token.</summary>
internal abstract record TokenVerdict<TToken>
{
    private TokenVerdict() { }

    public sealed record Valid(TToken Token) : TokenVerdict<TToken>;

    /// <summary>Properly signed, but its time is over or has not begun: error 109, and the client gets itself a new one.</summary>
    public sealed record Expired : TokenVerdict<TToken>;

    /// <param name="Reason">For the log. It repeats nothing of the token but the name of its algorithm.</param>
    public sealed record Invalid(string Reason) : TokenVerdict<TToken>;

    /// <summary>The keys could not be fetched: nothing is known about the token, and the client may try again (error 100).</summary>
    /// <param name="Reason">For the log.</param>
    public sealed record Unavailable(string Reason) : TokenVerdict<TToken>;
}
