using Loquat.Testing.Golden;

namespace Loquat.Server.Tests.EngineMode;

/// <summary>
/// The transcripts that go otherwise against `loquat engine`, and why. C and A with a number are points of tests/golden/DIFFERENCES.md. What is
/// decided otherwise is told to operators in docs/engine.md.
/// </summary>
internal static class GoldenExceptions
{
    private static readonly (string Why, string[] Names)[] Table =
    [
        // Decided otherwise.
        ("C20: a disconnect that a Close frame cannot carry is refused", ["api-disconnect", "api-disconnect.pb"]),
        ("Section 18: what a server-side subscription missed is delivered, not lost", ["api-subscribe-options", "api-subscribe-options.pb"]),
        ("What is measured is read from /metrics, not from the API's info", ["api-channels-info"]),
        ("C1: a page of the server's own host may connect", ["origin-check", "ws-origin-default"]),
        ("Section 6.3: a session that is gone is said to be gone", ["emulation-requests"]),
        ("RFC 6455, 4.4: a request that is no WebSocket handshake is told to upgrade", ["ws-plain-http"]),
        ("A24: families and names of metrics are our own", ["health-metrics-init"]),
        ("A19: no patch after a recovery that brought nothing, and none that tears a character apart",
            ["delta-after-empty-recovery", "delta-after-empty-recovery.pb", "delta-unicode"]),
        ("README, patches: a whole payload may stand in the place of a patch", ["delta-client-publish", "delta-client-publish.pb"]),
        ("A9: a sub refresh with an expired token ends the subscription (C7)", ["sub-refresh-errors", "sub-refresh-errors.pb"]),
        ("RFC 7692, 7.1.2.1: an offer that asks for a smaller window than ours is declined", ["compression-negotiation"]),
        ("The longest name holds for every command", ["limit-channel-length"]),

        ("A23: the connection that a new one closes sees the new one's join", ["personal-channel"]),

        // Not supported.
        ("uni_*.connect_code_to_http_response", ["uni-connect-codes"]),
        ("Backends need somebody who plays them: Backends/GoldenBackendTests does", [.. GoldenTranscript.Names.Where(IsAboutBackends)]),

        // Beyond what can be replayed: a reader that stops, signals, keys that are there twice, order that is a race.
        ("A pong that is on its way while time goes on", ["ping-pong", "ping-pong.pb"]),
        ("A reader that stops or cannot follow", ["slow-consumer", "slow-consumer-burst"]),
        ("A signal to the process", ["shutdown-sigterm"]),
        ("A payload with a key that is there twice", ["publish-verbatim"]),
        ("Bytes that stand in a note only", ["frame-text-on-protobuf.pb"]),
        ("Recorded values that stand in binary payloads", ["delta-recovery.pb", "personal-channel.pb"]),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Table.SelectMany(exception => exception.Names)];

    // These two connect by a token, and nobody is asked.
    private static bool IsAboutBackends(string name) =>
        name.StartsWith("proxy-", StringComparison.Ordinal) && !name.EndsWith("connect-token-first", StringComparison.Ordinal);
}
