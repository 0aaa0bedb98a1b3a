using System.Text.Json;
using System.Text.Json.Nodes;

namespace Loquat.Testing.Golden;

/// <summary>The server that a transcript is replayed against, whatever it is: in this process, or behind its HTTP API and a stub backend.</summary>
public interface IGoldenServer
{
    /// <summary>Its scheme, host and port.</summary>
    Uri Url { get; }

    /// <summary>Where API calls go, if the server has the API's HTTP form; what comes back is then compared to the letter.</summary>
    HttpClient? Api => null;

    /// <summary>How many connections it has.</summary>
    int SessionCount { get; }

    /// <summary>Lets time pass for the server.</summary>
    void Wait(TimeSpan time) => throw new NotSupportedException("Time passes by itself here.");

    /// <summary>Makes an API call and returns the response's JSON.</summary>
    /// <param name="method">"publish", "broadcast" …</param>
    Task<JsonNode?> CallApiAsync(string method, JsonElement request);

    /// <summary>The next call that the server makes to its application.</summary>
    Task<GoldenCall> NextCallAsync();
}

/// <summary>A call to the application that waits for its answer.</summary>
/// <param name="Procedure">"Connect", "RPC" …, as in the proxy's protocol.</param>
/// <param name="Message">Its fields by their names in that protocol; bytes as text.</param>
/// <param name="Answer">Takes the recorded answer: an object with result, error or disconnect.</param>
public sealed record GoldenCall(string Procedure, JsonObject Message, Action<JsonObject> Answer)
{
    /// <summary>What the call's headers are, names in lower case; null where there are none to compare.</summary>
    public JsonObject? Headers { get; init; }

    /// <summary>Takes the whole recorded line where an answer may also be a failure; null where <see cref="Answer"/> is enough.</summary>
    public Action<JsonObject>? AnswerAs { get; init; }
}

/// <summary>The server did something else than what is recorded.</summary>
public sealed class GoldenMismatchException(string transcript, int line, string problem) : Exception($"{transcript}.jsonl line {line}: {problem}")
{
    public int Line { get; } = line;
}
