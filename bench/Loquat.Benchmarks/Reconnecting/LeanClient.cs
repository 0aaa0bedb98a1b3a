using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Loquat.Protocol.WebSockets;

namespace Loquat.Benchmarks.Reconnecting;

/// <summary>
/// A client that costs next to nothing, so that thousands of it are no load of their own: it follows its threads, remembers how far it has got in
/// each, and comes back by the rules of the official SDK, but that its first attempt is made at once.
/// </summary>
/// <param name="followsItself">It subscribes to each thread; otherwise the server does that when it connects.</param>
internal sealed class LeanClient(string bearer, bool followsItself, IReadOnlyList<long> threads, Tops tops, int seed)
{
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(20);

    private readonly Dictionary<long, (long Offset, string Epoch)> _positions = [];
    private readonly Random _random = new(seed);
    private readonly byte[] _buffer = new byte[2048];
    private Dictionary<long, long>? _wanted;
    private TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _unanswered;

    /// <summary>Of the node it is connected to, or was last.</summary>
    public int Port { get; private set; }

    /// <summary>When it had everything that was acknowledged to anybody by the time of its answer.</summary>
    public Task Complete => _complete.Task;

    /// <summary>When that was.</summary>
    public long CompleteAt { get; private set; }

    /// <summary>Channels in which it was told to start over, at any time.</summary>
    public int NotRecovered { get; private set; }

    /// <summary>Attempts that came to nothing, at any time.</summary>
    public int Failures { get; private set; }

    /// <summary>From now on it counts as one that has to come back.</summary>
    public void Expect() => _complete = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="choose">The port of the node to try next.</param>
    public async Task RunAsync(Func<Random, int> choose, CancellationToken stop)
    {
        for (var attempt = 0; !stop.IsCancellationRequested; attempt++)
        {
            try
            {
                if (attempt > 0)
                    await Task.Delay(Pause(attempt - 1), TimeProvider.System, stop);
                Port = choose(_random);
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Port), stop);
                await socket.SendAsync(Handshake(), stop);
                await socket.SendAsync(Frame(Introduction()), stop);
                _unanswered = 1 + (followsItself ? threads.Count : 0);
                await ListenAsync(socket, stop);
                Failures += _unanswered > 0 ? 1 : 0;
            }
            catch (SocketException)
            {
                Failures += _unanswered > 0 ? 1 : 0;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            if (_unanswered == 0)
                attempt = -1;
            _unanswered = 1;
        }
    }

    private TimeSpan Pause(int attempt)
    {
        var bound = TimeSpan.FromMilliseconds(Math.Min(LongestPause.TotalMilliseconds, LeastPause.TotalMilliseconds * Math.Pow(2, attempt)));
        var pause = LeastPause + (bound * _random.NextDouble());
        return pause < LongestPause ? pause : LongestPause;
    }

    private async Task ListenAsync(Socket socket, CancellationToken stop)
    {
        var unread = new List<byte[]>();
        var arrived = new MemoryStream();
        var isOpen = false;
        while (await socket.ReceiveAsync(_buffer, stop) is var count and > 0)
        {
            arrived.Write(_buffer, 0, count);
            var used = isOpen ? 0 : SkipHandshake(arrived.GetBuffer().AsSpan(0, (int)arrived.Length));
            if (used < 0)
                continue;

            isOpen = true;
            unread.Clear();
            used += Split(arrived.GetBuffer().AsSpan(used, (int)arrived.Length - used), unread);
            var rest = arrived.GetBuffer().AsSpan(used, (int)arrived.Length - used).ToArray();
            arrived.SetLength(0);
            arrived.Write(rest);
            foreach (var message in unread)
            {
                if (Take(message))
                    await socket.SendAsync(Frame("{}"), stop);
            }
        }
    }

    private static int SkipHandshake(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        return end < 0 ? -1 : end + 4;
    }

    private static int Split(ReadOnlySpan<byte> bytes, List<byte[]> messages)
    {
        var used = 0;
        while (FrameHeader.Read(bytes[used..], FrameSender.Server, compression: false, out var header) == HeaderRead.Complete)
        {
            var end = used + header.Length + (int)header.PayloadLength;
            if (end > bytes.Length)
                break;
            if (header.Opcode == Opcode.Text)
                messages.Add(bytes[(used + header.Length)..end].ToArray());
            used = end;
        }
        return used;
    }

    /// <summary>True if it is a ping.</summary>
    private bool Take(ReadOnlyMemory<byte> message)
    {
        var isPing = false;
        while (!message.IsEmpty)
        {
            var end = message.Span.IndexOf((byte)'\n');
            var line = end < 0 ? message : message[..end];
            message = end < 0 ? default : message[(end + 1)..];
            if (line.Length == 2)
                isPing = true;
            else if (line.Span.StartsWith("{\"push\""u8))
                TakePush(line.Span);
            else
                TakeReply(line);
        }
        return isPing;
    }

    /// <summary>Only what has an offset counts; it stands last, behind whatever the message itself says.</summary>
    private void TakePush(ReadOnlySpan<byte> line)
    {
        var channel = line.IndexOf("\"thread:"u8);
        var offset = line.LastIndexOf("\"offset\":"u8);
        if (channel < 0 || offset < 0)
            return;

        Advance(NumberAt(line[(channel + 8)..]), NumberAt(line[(offset + 9)..]));
    }

    private static long NumberAt(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return long.Parse(end < 0 ? text : text[..end], CultureInfo.InvariantCulture);
    }

    private void TakeReply(ReadOnlyMemory<byte> line)
    {
        using var json = JsonDocument.Parse(line);
        var reply = json.RootElement;
        if (reply.TryGetProperty("error", out var error))
            throw new SocketException((int)SocketError.ConnectionRefused, error.GetRawText());
        if (reply.TryGetProperty("connect", out var connected) && connected.TryGetProperty("subs", out var subscriptions))
        {
            foreach (var subscription in subscriptions.EnumerateObject())
                Follow(subscription.Name, subscription.Value);
        }
        if (reply.TryGetProperty("subscribe", out var subscribed))
            Follow(ThreadOf(reply.GetProperty("id").GetInt32()), subscribed);
        if (--_unanswered > 0)
            return;

        _wanted = threads.ToDictionary(thread => thread, thread => tops[thread]);
        FinishIfComplete();
    }

    private void Follow(string channel, JsonElement result)
    {
        if (channel.StartsWith("thread:", StringComparison.Ordinal))
            Follow(long.Parse(channel.AsSpan(7), CultureInfo.InvariantCulture), result);
    }

    private void Follow(long thread, JsonElement result)
    {
        var offset = result.TryGetProperty("offset", out var at) ? at.GetInt64() : 0;
        var epoch = result.GetProperty("epoch").GetString()!;
        if (result.TryGetProperty("was_recovering", out _) && !result.TryGetProperty("recovered", out _))
            NotRecovered++;
        if (result.TryGetProperty("publications", out var publications))
            offset = publications.EnumerateArray().Last().GetProperty("offset").GetInt64();
        _positions[thread] = (offset, epoch);
    }

    private void Advance(long thread, long offset)
    {
        if (!_positions.TryGetValue(thread, out var position))
            return;

        _positions[thread] = position with { Offset = offset };
        FinishIfComplete();
    }

    private void FinishIfComplete()
    {
        if (_wanted is null || _wanted.Any(wanted => _positions.GetValueOrDefault(wanted.Key).Offset < wanted.Value))
            return;

        _wanted = null;
        CompleteAt = Stopwatch.GetTimestamp();
        _complete.TrySetResult();
    }

    private long ThreadOf(int command) => threads[command - 2];

    private string Introduction()
    {
        var wishes = threads.Select(thread => (Channel: $"thread:{thread}", Wish: _positions.TryGetValue(thread, out var had)
            ? $"\"recover\":true,\"offset\":{had.Offset},\"epoch\":\"{had.Epoch}\""
            : "\"recoverable\":true"));
        if (!followsItself)
        {
            var subs = _positions.Count == 0 ? "" : string.Join(',', wishes.Select(one => $"\"{one.Channel}\":{{{one.Wish}}}"));
            return $"{{\"id\":1,\"connect\":{{\"data\":{{\"authToken\":\"{bearer}\",\"threads\":true}},\"subs\":{{{subs}}}}}}}";
        }

        var lines = wishes.Select((one, i) => $"\n{{\"id\":{i + 2},\"subscribe\":{{\"channel\":\"{one.Channel}\",{one.Wish}}}}}");
        return $"{{\"id\":1,\"connect\":{{\"data\":{{\"authToken\":\"{bearer}\"}}}}}}{string.Concat(lines)}";
    }

    private byte[] Handshake() => Encoding.ASCII.GetBytes(
        $"GET /connection/websocket HTTP/1.1\r\nHost: 127.0.0.1:{Port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");

    /// <summary>Masked, as it has to be, by a key that changes nothing.</summary>
    private static byte[] Frame(string text)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        byte[] length = payload.Length < 126
            ? [(byte)(0x80 | payload.Length)]
            : [0x80 | 126, (byte)(payload.Length >> 8), (byte)payload.Length];
        return [0x81, .. length, 0, 0, 0, 0, .. payload];
    }
}
