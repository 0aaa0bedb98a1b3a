using Loquat.Protocol.Tests.Golden;
using Loquat.Protocol.WebSockets;

namespace Loquat.Protocol.Tests.WebSockets;

/// <summary>The whole way in, as a server goes it: frames in pieces, messages, decompression, commands.</summary>
public sealed class FrameFuzzTests
{
    private const int Limit = 4096;

    // What reading so much may cost, whatever it says: buffers of the message, compressed and inflated, and what is made of it.
    private const long MostBytes = 256 * Limit;

    private static readonly FrameDeflater Deflater = new(level: 1, minSize: 0);

    [Fact]
    public void Whatever_bytes_come_they_give_messages_or_a_code_and_cost_no_more_than_the_limit_allows()
    {
        var random = new Random(FuzzRun.Seed);
        var corpus = Transcript.All.SelectMany(transcript => transcript.Sent()).Select(sent => sent.Bytes).Where(bytes => bytes.Length is > 0 and < Limit).ToArray();
        var outcomes = new Dictionary<string, int>();

        var rounds = FuzzRun.Rounds(usual: 50_000);
        for (var round = 0; round < rounds; round++)
        {
            var bytes = random.Next(20) == 0 ? Noise(random) : Mutate(Frame(corpus[random.Next(corpus.Length)], random), random);
            var shown = Convert.ToHexString(bytes);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var outcome = "";
            var exception = Record.Exception(() => outcome = Take(bytes, random));
            var cost = GC.GetAllocatedBytesForCurrentThread() - before;

            Assert.True(exception is null, $"seed {FuzzRun.Seed}, round {round}, {shown}: {exception}");
            Assert.True(cost < MostBytes, $"seed {FuzzRun.Seed}, round {round}, {shown}: {cost} bytes allocated");
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        }

        Assert.All(
            ["read", "1002", "1007", "1009", "3501", "more"],
            outcome => Assert.True(outcomes.GetValueOrDefault(outcome) > rounds / 1000, $"{outcome}: {outcomes.GetValueOrDefault(outcome)}, not a sensible mixture"));
    }

    private static string Take(byte[] bytes, Random random)
    {
        using var assembler = new MessageAssembler(FrameSender.Client, Limit, compression: true);
        var outcome = "more";
        for (var at = 0; at < bytes.Length;)
        {
            var size = random.Next(1, bytes.Length - at + 1);
            var piece = bytes.AsMemory(at, size);
            at += size;
            while (!piece.IsEmpty)
            {
                switch (assembler.Read(ref piece, out var message))
                {
                    case MessageRead.Malformed:
                        return "1002";
                    case MessageRead.TooBig:
                        return "1009";
                    case MessageRead.Complete when Take(message) is not "read" and var code:
                        return code;
                    case MessageRead.Complete:
                        outcome = "read";
                        break;
                }
            }
        }
        return outcome;
    }

    private static string Take(WebSocketMessage message)
    {
        if (message.Opcode >= Opcode.Close)
            return "read";

        var payload = message.Payload;
        if (message.IsCompressed)
        {
            var read = MessageInflater.Inflate(payload.Span, Limit, out var inflated);
            if (read != MessageRead.Complete)
                return read == MessageRead.TooBig ? "1009" : "1007";
            payload = inflated;
        }

        var codec = ProtocolCodec.Of(message.Opcode == Opcode.Text ? WireEncoding.Json : WireEncoding.Protobuf);
        try
        {
            while (codec.TryReadCommand(ref payload, out _))
            {
            }
            return "read";
        }
        catch (ProtocolException)
        {
            return "3501";
        }
    }

    /// <summary>One message as a client sends it: whole or in fragments, compressed or not.</summary>
    private static byte[] Frame(byte[] payload, Random random)
    {
        var opcode = payload[0] == '{' ? Opcode.Text : Opcode.Binary;
        var isCompressed = false;
        if (random.Next(3) == 0)
        {
            // A good part of them becomes more than it may.
            if (random.Next(3) == 0)
                payload = [.. payload, .. new byte[random.Next(2 * Limit)]];
            var server = Deflater.Deflate(WebSocketFrames.Server(opcode, payload));
            FrameHeader.Read(server, FrameSender.Server, compression: true, out var header);
            (payload, isCompressed) = (server[header.Length..], header.IsCompressed);
        }

        var cut = random.Next(4) == 0 ? random.Next(payload.Length) : payload.Length;
        byte[] first = Part(opcode, payload.AsSpan(0, cut), cut == payload.Length, isCompressed, random);
        return cut == payload.Length ? first : [.. first, .. Part(Opcode.Continuation, payload.AsSpan(cut), true, false, random)];
    }

    private static byte[] Part(Opcode opcode, ReadOnlySpan<byte> payload, bool isFinal, bool isCompressed, Random random)
    {
        var key = (uint)random.Next();
        var frame = new byte[FrameHeader.LengthFor(payload.Length, FrameSender.Client) + payload.Length];
        var header = FrameHeader.WriteClient(frame, opcode, payload.Length, key, isFinal, isCompressed);
        payload.CopyTo(frame.AsSpan(header));
        FrameMask.Apply(frame.AsSpan(header), key);
        return frame;
    }

    private static byte[] Mutate(byte[] frame, Random random)
    {
        for (var changes = random.Next(0, 4); changes > 0; changes--)
        {
            // The first bytes decide most.
            var at = random.Next(random.Next(2) == 0 ? Math.Min(8, frame.Length) : frame.Length);
            frame[at] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)(frame[at] ^ (1 << random.Next(8)));
        }
        return random.Next(10) == 0 ? frame[..random.Next(1, frame.Length + 1)] : frame;
    }

    private static byte[] Noise(Random random)
    {
        var bytes = new byte[random.Next(1, 200)];
        random.NextBytes(bytes);
        return bytes;
    }
}
