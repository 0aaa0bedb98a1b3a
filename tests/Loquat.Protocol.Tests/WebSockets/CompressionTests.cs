using System.IO.Compression;
using System.Text;
using Loquat.Protocol.WebSockets;

namespace Loquat.Protocol.Tests.WebSockets;

public class CompressionTests
{
    [Fact]
    public void What_is_compressed_comes_out_again_at_every_level()
    {
        var seed = FuzzRun.Seed;
        var random = new Random(seed);
        for (var round = 0; round < 500; round++)
        {
            var payload = Payload(random);
            var level = random.Next(-2, 10);
            var opcode = random.Next(2) == 0 ? Opcode.Text : Opcode.Binary;
            var frame = WebSocketFrames.Server(opcode, payload);

            var compressed = new FrameDeflater(level, minSize: 0).Deflate(frame);

            Assert.Equal(HeaderRead.Complete, FrameHeader.Read(compressed, FrameSender.Server, compression: true, out var header));
            Assert.Equal((opcode, true, compressed.Length), (header.Opcode, header.IsFinal, header.Length + (int)header.PayloadLength));
            Assert.True(compressed.Length <= frame.Length);
            var back = compressed[header.Length..];
            if (header.IsCompressed)
                Assert.Equal(MessageRead.Complete, MessageInflater.Inflate(compressed.AsSpan(header.Length), payload.Length, out back));
            Assert.True(payload.AsSpan().SequenceEqual(back), $"seed {seed}, round {round}, level {level}");
        }
    }

    [Fact]
    public void A_message_below_the_smallest_size_or_that_would_not_shrink_stays_as_it_is()
    {
        var frame = WebSocketFrames.Server(Opcode.Text, Encoding.ASCII.GetBytes(new string('x', 99)));
        var noise = new byte[1000];
        Random.Shared.NextBytes(noise);
        var random = WebSocketFrames.Server(Opcode.Binary, noise);

        Assert.Same(frame, new FrameDeflater(1, minSize: 100).Deflate(frame));
        Assert.NotSame(frame, new FrameDeflater(1, minSize: 99).Deflate(frame));
        Assert.Same(random, new FrameDeflater(9, minSize: 0).Deflate(random));
    }

    [Fact]
    public void Only_whole_messages_are_compressed() =>
        Assert.Throws<ArgumentException>(() => new FrameDeflater(1, 0).Deflate(WebSocketFrames.Server(Opcode.Ping, "x"u8)));

    [Fact]
    public void A_message_may_become_as_large_as_allowed_and_not_a_byte_larger()
    {
        var compressed = Compress(new byte[1000]);

        Assert.Equal(MessageRead.Complete, MessageInflater.Inflate(compressed, 1000, out var message));
        Assert.Equal(1000, message.Length);
        Assert.Equal(MessageRead.TooBig, MessageInflater.Inflate(compressed, 999, out message));
        Assert.Empty(message);
    }

    [Fact]
    public void A_promise_of_gigabytes_costs_no_more_than_the_limit()
    {
        const int Limit = 65_536;
        var bomb = Compress(new byte[64 << 20]);
        Assert.True(bomb.Length < 100_000);
        MessageInflater.Inflate(bomb, Limit, out _);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var read = MessageInflater.Inflate(bomb, Limit, out _);

        Assert.Equal(MessageRead.TooBig, read);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 * Limit);
    }

    [Fact]
    public void Any_bytes_at_all_are_inflated_or_refused()
    {
        var seed = FuzzRun.Seed;
        var random = new Random(seed);
        var outcomes = new HashSet<MessageRead>();
        var rounds = FuzzRun.Rounds(usual: 20_000);
        for (var round = 0; round < rounds; round++)
        {
            var bytes = random.Next(3) == 0 ? Payload(random) : Compress(Payload(random));
            for (var changes = random.Next(0, 3); changes > 0 && bytes.Length > 0; changes--)
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));

            var exception = Record.Exception(() =>
            {
                var read = MessageInflater.Inflate(bytes, 2000, out var message);
                Assert.True(message.Length <= 2000);
                outcomes.Add(read);
            });
            Assert.True(exception is null, $"seed {seed}, round {round}, {Convert.ToHexString(bytes)}: {exception}");
        }

        Assert.Equal([MessageRead.Complete, MessageRead.Malformed, MessageRead.TooBig], outcomes.Order());
    }

    [Fact]
    public void The_vectors_of_rfc_7692_are_read()
    {
        // 7.2.3.1, 7.2.3.3 (no compression) and 7.2.3.4 (a last block in the middle of the bytes).
        foreach (var vector in new[] { "F248CDC9C90700", "000500FAFF48656C6C6F00", "F348CDC9C9070000" })
        {
            Assert.Equal(MessageRead.Complete, MessageInflater.Inflate(Convert.FromHexString(vector), 100, out var message));
            Assert.Equal("Hello", Encoding.ASCII.GetString(message));
        }
    }

    private static byte[] Compress(byte[] payload)
    {
        using var output = new MemoryStream();
        using var deflate = new DeflateStream(output, CompressionLevel.Optimal, leaveOpen: true);
        deflate.Write(payload);
        deflate.Flush();
        return output.ToArray()[..^4];
    }

    private static byte[] Payload(Random random)
    {
        var bytes = new byte[random.Next(1, 5000)];
        // Between noise and repetition.
        var letters = random.Next(1, 257);
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)random.Next(letters);
        return bytes;
    }
}
