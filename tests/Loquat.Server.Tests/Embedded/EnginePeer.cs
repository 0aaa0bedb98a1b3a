using Loquat.Protocol;
using Loquat.Realtime;
using Loquat.Testing;

namespace Loquat.Server.Tests.Embedded;

/// <summary>A client without a network.</summary>
internal sealed class EnginePeer : ITransport
{
    private readonly System.Threading.Channels.Channel<string> _lines = System.Threading.Channels.Channel.CreateUnbounded<string>();

    public EnginePeer(Engine engine) => Session = engine.Accept(this, ClientRequest.Empty)!;

    public Session Session { get; }

    public string Name => "peer";

    public WireEncoding Encoding => WireEncoding.Json;

    public FrameFormat Format => FrameFormat.HttpStream;

    public Task<bool> SendsAsync(string command) => Session.ReceiveAsync(System.Text.Encoding.UTF8.GetBytes(command)).AsTask();

    public Task<string> HearsAsync() => _lines.Reader.ReadAsync().AsTask().Within("the client hears something");

    public int TrySend(ReadOnlySpan<byte> bytes)
    {
        foreach (var line in System.Text.Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            _lines.Writer.TryWrite(line);
        return bytes.Length;
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes) => throw new NotSupportedException();

    public void Close(Disconnect disconnect)
    {
        // The test ends the session itself.
    }
}
