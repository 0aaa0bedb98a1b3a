using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Loquat.Bench.Dialects;

namespace Loquat.Bench.Connections;

/// <summary>
/// One client: a socket, and what of a frame has come when the rest has not. It counts messages without reading them, unless somebody listens.
/// </summary>
internal sealed class LoadConnection
{
    private const int SmallHeader = 2;
    private const int MediumHeader = 4;
    private const int LargeHeader = 10;

    private readonly Socket _socket;
    private readonly int _descriptor;
    private readonly Dialect _dialect;
    private readonly byte[][] _opening;
    private byte[] _tail = [];
    private bool _isUpgraded;
    private int _opened;

    /// <param name="opening">The messages that lead to where the connection is ready, each sent when the one before was answered.</param>
    public LoadConnection(Socket socket, int number, Dialect dialect, byte[][] opening)
    {
        _socket = socket;
        _descriptor = (int)socket.SafeHandle.DangerousGetHandle();
        _dialect = dialect;
        _opening = opening;
        Number = number;
    }

    public delegate void Listener(LoadConnection connection, ReadOnlySpan<byte> message);

    public int Number { get; }

    public int Descriptor => _descriptor;

    /// <summary>True once everything of its opening has been answered.</summary>
    public bool IsReady => _isUpgraded && _opened == _opening.Length;

    /// <summary>Messages that came since it was ready.</summary>
    public long Heard { get; private set; }

    /// <summary>Gets the messages after the opening, a frame at a time; null to have them only counted.</summary>
    public Listener? OnMessage { get; set; }

    /// <summary>Gets the answer to the last message of the opening.</summary>
    public Listener? OnOpened { get; set; }

    /// <summary>Sends a frame. What a load sends is small: a socket that does not take it belongs to a server that is stuck.</summary>
    public void Send(ReadOnlySpan<byte> frame)
    {
        if (Linux.Send(_descriptor, frame) != frame.Length)
            throw new LoadException($"Connection {Number} does not take what is sent to it: the server has stopped reading, or has closed it.");
    }

    public void Close() => _socket.Dispose();

    /// <summary>What comes next is counted from here.</summary>
    public void Forget() => Heard = 0;

    /// <summary>Reads what has come. False if the server has closed the connection.</summary>
    /// <param name="buffer">Room for it, shared by all connections.</param>
    /// <returns>How many messages there were after the opening.</returns>
    public bool TryReceive(byte[] buffer, out int messages)
    {
        messages = 0;
        _tail.CopyTo(buffer, 0);
        var received = Linux.Receive(_descriptor, buffer.AsSpan(_tail.Length));
        if (received <= 0)
            return received < 0;

        var bytes = buffer.AsSpan(0, _tail.Length + received);
        var used = _isUpgraded ? 0 : TakeUpgrade(bytes);
        if (_isUpgraded)
            used += TakeFrames(bytes[used..], ref messages);
        Heard += messages;
        _tail = used == bytes.Length ? [] : bytes[used..].ToArray();
        return true;
    }

    private int TakeUpgrade(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return 0;
        if (!bytes.StartsWith("HTTP/1.1 101"u8))
            throw new LoadException($"The server does not upgrade: {Encoding.ASCII.GetString(bytes[..bytes.IndexOf("\r\n"u8)])}");

        _isUpgraded = true;
        if (_opening.Length > 0)
            Send(_opening[0]);
        return end + 4;
    }

    private int TakeFrames(ReadOnlySpan<byte> bytes, ref int messages)
    {
        var used = 0;
        while (TryFrame(bytes[used..], out var header, out var length))
        {
            Take(bytes[used], bytes.Slice(used + header, length), ref messages);
            used += header + length;
        }
        return used;
    }

    private static bool TryFrame(ReadOnlySpan<byte> bytes, out int header, out int length)
    {
        (header, length) = (SmallHeader, 0);
        if (bytes.Length < SmallHeader)
            return false;

        length = bytes[1];
        if (length == 126)
        {
            header = MediumHeader;
            if (bytes.Length < MediumHeader)
                return false;
            length = (bytes[2] << 8) | bytes[3];
        }
        else if (length == 127)
        {
            header = LargeHeader;
            if (bytes.Length < LargeHeader)
                return false;
            length = BinaryPrimitives.ReadInt32BigEndian(bytes[6..]);
        }
        return bytes.Length >= header + length;
    }

    private void Take(byte kind, ReadOnlySpan<byte> payload, ref int messages)
    {
        const byte Close = 0x88;
        const byte Ping = 0x89;
        if (kind == Close)
            throw new LoadException($"The server closed connection {Number}: {Encoding.UTF8.GetString(payload[Math.Min(2, payload.Length)..])}");
        if (kind == Ping)
            return;

        var count = _dialect.Count(payload, out var isPinged);
        if (isPinged && _dialect.Pong is { } pong)
            Send(pong);
        if (count == 0)
            return;

        if (IsReady)
        {
            messages += count;
            OnMessage?.Invoke(this, payload);
            return;
        }

        _dialect.Check(payload);
        if (++_opened < _opening.Length)
            Send(_opening[_opened]);
        else
            OnOpened?.Invoke(this, payload);
    }
}
