using Loquat.Protocol.Tests.Golden;

namespace Loquat.Protocol.Tests;

public sealed class FuzzTests
{
    private static readonly int Rounds = FuzzRun.Rounds(usual: 100_000);

    private static readonly byte[][] Inserts =
    [
        "{"u8.ToArray(), "}"u8.ToArray(), "\""u8.ToArray(), "\\"u8.ToArray(), "\n"u8.ToArray(), ",\"id\":"u8.ToArray(), "\\ud800"u8.ToArray(),
        "[[[["u8.ToArray(), "1e999"u8.ToArray(), "null"u8.ToArray(), [0xFF], [0x80], [0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [0x00], [0x0B],
    ];

    [Fact]
    public void Whatever_comes_is_read_or_refused()
    {
        var corpus = Transcript.All.SelectMany(transcript =>
            transcript.Sent().Select(sent => sent.Bytes).Concat(transcript.Received().Select(received => received.Bytes))).ToArray();
        var seed = FuzzRun.Seed;
        var random = new Random(seed);
        var (read, refused) = (0, 0);

        for (var round = 0; round < Rounds; round++)
        {
            var bytes = Mutate(corpus[random.Next(corpus.Length)], random);
            var codec = random.Next(10) == 0 == bytes is [(byte)'{', ..] ? ProtocolCodec.Protobuf : ProtocolCodec.Json;
            switch (Record.Exception(() => Read(codec, bytes, areCommands: random.Next(2) == 0)))
            {
                case null:
                    read++;
                    break;
                case ProtocolException:
                    refused++;
                    break;
                case var exception:
                    Assert.Fail($"seed {seed}, round {round}, {codec.Encoding} {Convert.ToHexString(bytes)}: {exception}");
                    break;
            }
        }

        Assert.True(read > Rounds / 20 && refused > Rounds / 20, $"{read} read, {refused} refused: not a sensible mixture");
    }

    private static void Read(ProtocolCodec codec, byte[] bytes, bool areCommands)
    {
        if (areCommands)
            Wire.Commands(codec, bytes);
        else
            Wire.Replies(codec, bytes);
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        List<byte> bytes = [.. original];
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(bytes.Count + 1);
            switch (random.Next(4))
            {
                case 0:
                    bytes.InsertRange(at, Inserts[random.Next(Inserts.Length)]);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(8), bytes.Count - at));
                    break;
                case 2 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 3 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return [.. bytes];
    }
}
