using Loquat.Protocol;

namespace Loquat.Realtime.AspNetCore.HttpStreams;

/// <summary>What tells one kind of long response from another.</summary>
/// <param name="Name">As proxies and logs name it.</param>
/// <param name="Opening">Sent at once.</param>
internal sealed record StreamForm(string Name, FrameFormat Format, WireEncoding Encoding, string ContentType, byte[] Opening)
{
    private const string Text = "text/plain; charset=utf-8";
    private const string Events = "text/event-stream; charset=utf-8";

    // Browsers tell the page that the stream is open when something of its body comes.
    private static readonly byte[] EventsOpening = [(byte)'\r', (byte)'\n'];

    public static readonly StreamForm Json = new("http_stream", FrameFormat.HttpStream, WireEncoding.Json, Text, []);

    public static readonly StreamForm Protobuf = new("http_stream", FrameFormat.HttpStream, WireEncoding.Protobuf, RequestBody.ProtobufType, []);

    public static readonly StreamForm Sse = new("sse", FrameFormat.ServerSentEvents, WireEncoding.Json, Events, EventsOpening);

    public static readonly StreamForm UniHttpStream = new("uni_http_stream", FrameFormat.UniHttpStream, WireEncoding.Json, Text, []);

    public static readonly StreamForm UniSse = new("uni_sse", FrameFormat.UniServerSentEvents, WireEncoding.Json, Events, EventsOpening);
}
