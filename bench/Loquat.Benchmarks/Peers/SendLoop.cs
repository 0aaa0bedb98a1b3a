using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Loquat.Bench.Connections;
using Loquat.Protocol.WebSockets;

namespace Loquat.Benchmarks.Peers;

/// <summary>
/// The limit: one thread that does nothing but move bytes. It knows just enough of the protocol for the load, checks nothing, remembers nothing,
/// and sends each subscriber what has come together for a channel in one call.
/// </summary>
internal sealed class SendLoop : IDisposable
{
    public const string Argument = "send-loop";

    private const int ListenerNumber = -1;

    private readonly Poll _poll = new();
    private readonly Socket _listener;
    private readonly Dictionary<int, SendLoopClient> _clients = [];
    private readonly Dictionary<string, SendLoopTopic> _topics = [];
    private readonly List<SendLoopTopic> _dirty = [];
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(256 * 1024, pinned: true);

    private SendLoop(IPEndPoint address)
    {
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(address);
        _listener.Listen(4096);
        _poll.Add((int)_listener.SafeHandle.DangerousGetHandle(), ListenerNumber);
    }

    public static void Run(string url)
    {
        using var loop = new SendLoop(IPEndPoint.Parse(new Uri(url).Authority));
        while (true)
            loop.Turn();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _poll.Dispose();
    }

    private void Turn()
    {
        var count = _poll.Wait(-1);
        for (var i = 0; i < count; i++)
        {
            if (_poll.Number(i) == ListenerNumber)
                Accept();
            else if (_clients.TryGetValue(_poll.Number(i), out var client))
                Serve(client, _poll.Ready(i));
        }

        foreach (var topic in _dirty)
            topic.SendPending();
        _dirty.Clear();
    }

    private void Accept()
    {
        var socket = _listener.Accept();
        socket.NoDelay = true;
        var client = new SendLoopClient(socket, _poll);
        _clients[client.Descriptor] = client;
        _poll.Add(client.Descriptor, client.Descriptor);
    }

    private void Serve(SendLoopClient client, uint ready)
    {
        if ((ready & Linux.Writable) != 0)
            client.SendRest();
        if ((ready & ~Linux.Writable) == 0)
            return;

        client.Tail.CopyTo(_buffer, 0);
        var received = Linux.Receive(client.Descriptor, _buffer.AsSpan(client.Tail.Length));
        if (received < 0)
            return;
        if (received == 0)
        {
            Drop(client);
            return;
        }

        var bytes = _buffer.AsSpan(0, client.Tail.Length + received);
        var used = client.IsUpgraded ? 0 : client.Upgrade(bytes);
        while (FrameHeader.Read(bytes[used..], FrameSender.Client, compression: false, out var header) == HeaderRead.Complete
            && bytes.Length - used >= header.Length + header.PayloadLength)
        {
            var payload = bytes.Slice(used + header.Length, (int)header.PayloadLength);
            FrameMask.Apply(payload, header.MaskingKey, 0);
            Obey(client, payload);
            used += header.Length + payload.Length;
        }
        client.Tail = bytes[used..].ToArray();
    }

    private void Obey(SendLoopClient client, ReadOnlySpan<byte> command)
    {
        if (command.IndexOf("\"publish\":"u8) >= 0)
        {
            var topic = TopicIn(command);
            if (topic.IsEmpty)
                _dirty.Add(topic);
            topic.Add(DataIn(command));
            Answer(client, command, "publish"u8, default);
        }
        else if (command.IndexOf("\"rpc\":"u8) >= 0)
        {
            Answer(client, command, "rpc"u8, DataIn(command));
        }
        else if (command.IndexOf("\"subscribe\":"u8) >= 0)
        {
            var topic = TopicIn(command);
            topic.Clients.Add(client);
            client.Topics.Add(topic);
            Answer(client, command, "subscribe"u8, default);
        }
        else
        {
            Answer(client, command, "connect"u8, default);
        }
    }

    private SendLoopTopic TopicIn(ReadOnlySpan<byte> command)
    {
        var name = "\"channel\":\""u8;
        var value = command[(command.IndexOf(name) + name.Length)..];
        var channel = Encoding.UTF8.GetString(value[..value.IndexOf((byte)'"')]);
        if (!_topics.TryGetValue(channel, out var topic))
            _topics.Add(channel, topic = new SendLoopTopic(channel));
        return topic;
    }

    private static ReadOnlySpan<byte> DataIn(ReadOnlySpan<byte> command)
    {
        // The load's own commands, in which the data stands last.
        var name = "\"data\":"u8;
        return command[(command.IndexOf(name) + name.Length)..^2];
    }

    private static void Answer(SendLoopClient client, ReadOnlySpan<byte> command, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> data)
    {
        _ = Utf8Parser.TryParse(command["{\"id\":"u8.Length..], out uint id, out _);
        Span<byte> answer = stackalloc byte[data.Length + 64];
        _ = Utf8Formatter.TryFormat(id, answer[Put(answer, "{\"id\":"u8, 0)..], out var digits);
        var length = Put(answer, ",\""u8, 6 + digits);
        length = Put(answer, kind, length);
        length = Put(answer, data.IsEmpty ? "\":{"u8 : "\":{\"data\":"u8, length);
        length = Put(answer, data, length);
        length = Put(answer, "}}"u8, length);
        client.Send(WebSocketFrames.Server(Opcode.Text, answer[..length]));
    }

    private static int Put(Span<byte> output, ReadOnlySpan<byte> bytes, int at)
    {
        bytes.CopyTo(output[at..]);
        return at + bytes.Length;
    }

    private void Drop(SendLoopClient client)
    {
        _clients.Remove(client.Descriptor);
        foreach (var topic in client.Topics)
            topic.Clients.Remove(client);
        client.Dispose();
    }
}
