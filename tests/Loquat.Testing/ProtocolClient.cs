using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using Loquat.Protocol;
using Loquat.Protocol.WebSockets;

namespace Loquat.Testing;

/// <summary>The server answered a command with an error.</summary>
public sealed class RefusedException(ProtocolError error) : Exception($"The server answered {error.Code}: {error.Message}")
{
    public ProtocolError Error { get; } = error;
}

/// <summary>
/// A client of the protocol as a test needs it: commands are awaited by their replies, pushes by their arrival, pings are answered.
/// </summary>
public sealed class ProtocolClient : IAsyncDisposable
{
    private readonly ProtocolClientSocket _socket;
    private readonly ProtocolCodec _codec;
    private readonly TimeSpan _patience;
    private readonly Action<Reply>? _arriving;
    private readonly Task _reading;
    private readonly ConcurrentDictionary<uint, TaskCompletionSource<Reply>> _calls = [];
    private readonly Channel<Push> _pushes = Channel.CreateUnbounded<Push>();
    private readonly TaskCompletionSource<(int Code, string Reason)> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private uint _lastId;
    private volatile bool _saidGoodbye;

    private ProtocolClient(ProtocolClientSocket socket, ProtocolCodec codec, TimeSpan? patience = null, Action<Reply>? arriving = null)
    {
        _socket = socket;
        _codec = codec;
        _patience = patience ?? Deadline.Default;
        _arriving = arriving;
        _reading = ReadAsync();
    }

    /// <summary>The server's answer to the connect command.</summary>
    public ConnectResult Connected { get; private set; } = new("", "");

    /// <summary>How the server closed: the code and reason of its Close frame, 1006 if there was none.</summary>
    public Task<(int Code, string Reason)> Closed => _closed.Task.Within("the server closes the connection");

    /// <summary>As <see cref="Closed"/>, for a connection that may live as long as it likes.</summary>
    public Task<(int Code, string Reason)> Ending => _closed.Task;

    /// <summary>Whether pings of the server are answered.</summary>
    public bool AnswersPings { get; set; } = true;

    /// <summary>The bare connection, for sending what a client should not. It is read by this client alone.</summary>
    public ProtocolClientSocket Socket => _socket;

    /// <summary>Opens a WebSocket and sends the connect command.</summary>
    /// <param name="url">Of the endpoint: <c>http://127.0.0.1:1234/connection/websocket</c>; https means TLS with any certificate.</param>
    /// <exception cref="RefusedException">The server answered with an error.</exception>
    public static async Task<ProtocolClient> ConnectAsync(
        Uri url, ConnectRequest? request = null, WireEncoding encoding = WireEncoding.Json, params (string Name, string Value)[] headers)
    {
        var client = await OpenAsync(url, encoding, headers);
        await client.ConnectAsync(request);
        return client;
    }

    /// <summary>Opens a WebSocket and says nothing yet.</summary>
    public static async Task<ProtocolClient> OpenAsync(
        Uri url, WireEncoding encoding = WireEncoding.Json, params (string Name, string Value)[] headers) =>
        new(await ProtocolClientSocket.OpenAsync(url, [.. SubProtocol(encoding), .. headers]), ProtocolCodec.Of(encoding));

    /// <summary>Opens a WebSocket and says nothing yet.</summary>
    /// <param name="patience">How long the handshake and each answer may take.</param>
    /// <param name="arriving">Told of everything the server says, in its order and one at a time, before anybody who awaits it.</param>
    public static async Task<ProtocolClient> OpenAsync(Uri url, WireEncoding encoding, TimeSpan patience, Action<Reply> arriving)
    {
        var socket = await ProtocolClientSocket.OpenAsync(url, patience, SubProtocol(encoding));
        return new ProtocolClient(socket, ProtocolCodec.Of(encoding), patience, arriving);
    }

    public async Task<ConnectResult> ConnectAsync(ConnectRequest? request = null)
    {
        var reply = await CallAsync<Reply.Connect>(id => new Command.Connect(id, request ?? new ConnectRequest()));
        return Connected = reply.Result;
    }

    /// <returns>The answer's data as text, usually JSON; empty if there is none.</returns>
    public async Task<string> RpcAsync(string method, string? data = null)
    {
        var bytes = data is null ? default : Encoding.UTF8.GetBytes(data);
        var reply = await CallAsync<Reply.Rpc>(id => new Command.Rpc(id, method, bytes));
        return Encoding.UTF8.GetString(reply.Data.Span);
    }

    public Task<SubscribeResult> SubscribeAsync(string channel) => SubscribeAsync(new SubscribeRequest { Channel = channel });

    public async Task<SubscribeResult> SubscribeAsync(SubscribeRequest request) =>
        (await CallAsync<Reply.Subscribe>(id => new Command.Subscribe(id, request))).Result;

    public Task UnsubscribeAsync(string channel) => CallAsync<Reply.Unsubscribe>(id => new Command.Unsubscribe(id, channel));

    public Task PublishAsync(string channel, string data) =>
        CallAsync<Reply.Publish>(id => new Command.Publish(id, channel, Encoding.UTF8.GetBytes(data)));

    /// <summary>Sends any command and awaits its reply.</summary>
    /// <exception cref="RefusedException">The server answered with an error.</exception>
    public async Task<TReply> CallAsync<TReply>(Func<uint, Command> command)
        where TReply : Reply
    {
        var id = Interlocked.Increment(ref _lastId);
        var call = new TaskCompletionSource<Reply>(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls[id] = call;
        // Also ends a call that was made when the reading had just stopped.
        if (_closed.Task.IsCompleted)
            FailCalls();

        var sent = command(id);
        await SendAsync(sent);
        return await call.Task.Within($"{sent.GetType().Name} is answered", _patience) switch
        {
            TReply reply => reply,
            Reply.Error error => throw new RefusedException(error.Reason),
            var other => throw new InvalidDataException($"{sent.GetType().Name} was answered with {other.GetType().Name}."),
        };
    }

    /// <summary>Sends a command whose reply nobody awaits.</summary>
    public Task SendAsync(Command command) => _socket.SendRawAsync(WebSocketFrames.Encode(_codec, command, maskingKey: 0x01020304));

    /// <summary>The next push, whatever it is.</summary>
    public Task<Push> NextPushAsync() => _pushes.Reader.ReadAsync().AsTask().Within("a push comes");

    /// <summary>The next push, which has to be a publication.</summary>
    public async Task<Publication> NextPublicationAsync() => await NextPushAsync() is Push.Pub { Publication: var publication }
        ? publication
        : throw new InvalidDataException("The next push is no publication.");

    /// <summary>The pushes that have come and nobody has taken.</summary>
    public IReadOnlyList<Push> TakePushes()
    {
        var pushes = new List<Push>();
        while (_pushes.Reader.TryRead(out var push))
            pushes.Add(push);
        return pushes;
    }

    /// <summary>Says goodbye and awaits the server's answer.</summary>
    public async Task<(int Code, string Reason)> CloseAsync(int code = CloseCode.Normal)
    {
        _saidGoodbye = true;
        await _socket.SendCloseAsync(code);
        return await Closed;
    }

    /// <summary>Ends TCP at once, as a crash or a dead network does.</summary>
    public void HangUp() => _socket.HangUp();

    public async ValueTask DisposeAsync()
    {
        await _socket.DisposeAsync();
        await _reading.Within("the client's reading ends");
    }

    private async Task ReadAsync()
    {
        var close = ((int)CloseCode.Abnormal, "");
        try
        {
            close = await ReadToCloseAsync() ?? close;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The connection broke while something was answered.
        }

        _closed.TrySetResult(close);
        _pushes.Writer.TryComplete(new EndOfStreamException($"The server closed with {close}."));
        FailCalls();
    }

    /// <summary>Null if the connection ends without a Close frame.</summary>
    private async Task<(int Code, string Reason)?> ReadToCloseAsync()
    {
        while (await _socket.ReceiveAsync() is { } message)
        {
            if (message.Opcode is Opcode.Text or Opcode.Binary)
                await TakeAsync(message.Payload);
            else if (message.Opcode == Opcode.Ping)
                await _socket.SendAsync(Opcode.Pong, message.Payload);
            else if (message.Opcode == Opcode.Close)
                return await AnswerCloseAsync(message.Close);
        }

        return null;
    }

    private async Task<(int Code, string Reason)> AnswerCloseAsync((int Code, string Reason) close)
    {
        if (!_saidGoodbye)
            await _socket.SendAsync(Opcode.Close, default);
        return close;
    }

    private async Task TakeAsync(ReadOnlyMemory<byte> rest)
    {
        while (_codec.TryReadReply(ref rest, out var reply))
        {
            _arriving?.Invoke(reply);
            switch (reply)
            {
                case Reply.Pushed { Push: var push }:
                    _pushes.Writer.TryWrite(push);
                    break;
                case Reply.Ping when AnswersPings:
                    await SendAsync(new Command.Pong());
                    break;
                default:
                    if (_calls.TryRemove(IdOf(reply), out var call))
                        call.TrySetResult(reply);
                    break;
            }
        }
    }

    private void FailCalls()
    {
        foreach (var call in _calls.Values)
            call.TrySetException(new EndOfStreamException("The server closed the connection instead of answering."));
    }

    private static (string Name, string Value)[] SubProtocol(WireEncoding encoding) =>
        encoding == WireEncoding.Protobuf ? [("Sec-WebSocket-Protocol", "centrifuge-protobuf")] : [];

    private static uint IdOf(Reply reply) => reply switch
    {
        Reply.Error { Id: var id } => id,
        Reply.Connect { Id: var id } => id,
        Reply.Subscribe { Id: var id } => id,
        Reply.Unsubscribe { Id: var id } => id,
        Reply.Publish { Id: var id } => id,
        Reply.Presence { Id: var id } => id,
        Reply.PresenceStats { Id: var id } => id,
        Reply.History { Id: var id } => id,
        Reply.Rpc { Id: var id } => id,
        Reply.Refresh { Id: var id } => id,
        Reply.SubRefresh { Id: var id } => id,
        _ => 0,
    };
}
