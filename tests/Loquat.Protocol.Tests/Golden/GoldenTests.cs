using System.Text;

namespace Loquat.Protocol.Tests.Golden;

public sealed class GoldenTests
{
    [Fact]
    public void What_clients_sent_is_refused_only_where_the_real_server_refused_it()
    {
        var count = 0;
        foreach (var (where, bytes, codec, closed) in Transcript.All.SelectMany(transcript => transcript.Sent()))
        {
            count++;
            var exception = Record.Exception(() => Wire.Commands(codec, bytes));

            Assert.True(exception is null || (closed && exception is ProtocolException), $"{where}: {exception}");
        }

        Assert.True(count > 1500, $"{count} messages found");
    }

    /// <summary>The transcripts in which it is the decoding that fails; in others the command is good and what it asks is not.</summary>
    [Theory]
    [InlineData("frame-garbage.jsonl", 14)]
    [InlineData("frame-garbage-protobuf.pb.jsonl", 7)]
    [InlineData("frame-one-bad.jsonl", 1)]
    [InlineData("frame-empty.jsonl", 3)]
    [InlineData("frame-empty-after-connect.jsonl", 2)]
    [InlineData("frame-protobuf-on-json.jsonl", 1)]
    [InlineData("frame-trailing-newline.jsonl", 1)]
    public void What_does_not_decode_is_refused(string name, int expected)
    {
        var refused = Transcript.All.Single(transcript => transcript.Name == name).Sent()
            .Count(sent => Record.Exception(() => Wire.Commands(sent.Codec, sent.Bytes)) is ProtocolException);

        Assert.Equal(expected, refused);
    }

    [Fact]
    public void Good_commands_before_a_bad_one_are_read()
    {
        ReadOnlyMemory<byte> rest = "{\"id\":1,\"connect\":{}}\ngarbage"u8.ToArray();

        Assert.True(ProtocolCodec.Json.TryReadCommand(ref rest, out var command));
        Assert.IsType<Command.Connect>(command);
        Assert.Throws<ProtocolException>(() => ProtocolCodec.Json.TryReadCommand(ref rest, out _));
    }

    [Fact]
    public void Commands_survive_being_written_again()
    {
        foreach (var (where, bytes, codec, closed) in Transcript.All.SelectMany(transcript => transcript.Sent()).Where(sent => !sent.ClosedAsBadRequest))
        {
            var commands = Wire.Commands(codec, bytes);
            foreach (var command in commands)
            {
                var again = Wire.Commands(codec, Wire.Write(codec, command)).Single();
                Assert.True(Wire.Describe(command) == Wire.Describe(again), $"{where}: {Wire.Describe(again)}");
            }
        }
    }

    [Fact]
    public void Replies_in_JSON_are_written_as_the_real_server_wrote_them_byte_for_byte()
    {
        var count = 0;
        foreach (var (where, bytes, codec) in Transcript.All.SelectMany(transcript => transcript.Received()))
        {
            if (codec.Encoding != WireEncoding.Json)
                continue;

            count++;
            var written = Wire.Write(codec, Wire.Replies(codec, bytes).Single());
            Assert.True(bytes.AsSpan().SequenceEqual(written), $"{where}: {Encoding.UTF8.GetString(written)}");
        }

        Assert.True(count > 1000, $"{count} replies found");
    }

    [Fact]
    public void Replies_in_Protobuf_are_written_as_the_real_server_wrote_them_byte_for_byte()
    {
        var count = 0;
        foreach (var (where, bytes, codec) in Transcript.All.SelectMany(transcript => transcript.Received()))
        {
            if (codec.Encoding != WireEncoding.Protobuf)
                continue;

            count++;
            var reply = Wire.Replies(codec, bytes).Single();
            var written = Wire.Write(codec, reply);

            // The entries of a map have no order.
            if (HasMapOfSeveral(reply))
                Assert.Equal(Wire.Describe(reply), Wire.Describe(Wire.Replies(codec, written).Single()));
            else
                Assert.True(bytes.AsSpan().SequenceEqual(written), $"{where}: {Convert.ToHexString(written)}");
        }

        Assert.True(count > 500, $"{count} replies found");
    }

    [Fact]
    public void Pushes_of_unidirectional_transports_are_written_as_the_real_server_wrote_them()
    {
        var count = 0;
        foreach (var (where, bytes) in Transcript.All.SelectMany(transcript => transcript.Pushed()).Where(pushed => pushed.Bytes is not [_, _]))
        {
            count++;
            byte[] reply = [.. "{\"push\":"u8, .. bytes, .. "}"u8];
            var pushed = (Reply.Pushed)Wire.Replies(ProtocolCodec.Json, reply).Single();
            var written = Wire.Write(ProtocolCodec.Json, pushed.Push);
            Assert.True(bytes.AsSpan().SequenceEqual(written), $"{where}: {Encoding.UTF8.GetString(written)}");
        }

        Assert.True(count > 5, $"{count} pushes found");
    }

    [Fact]
    public void Payloads_are_kept_byte_for_byte()
    {
        var count = 0;
        var verbatim = Transcript.All.Where(transcript => transcript.Name.StartsWith("publish-verbatim", StringComparison.Ordinal));
        foreach (var (where, bytes, codec) in verbatim.SelectMany(transcript => transcript.Received()))
        {
            if (Wire.Replies(codec, bytes).Single() is not Reply.Pushed { Push: Push.Pub } reply)
                continue;

            count++;
            Assert.True(bytes.AsSpan().SequenceEqual(Wire.Write(codec, reply)), where);
        }

        Assert.True(count > 15, $"{count} publications found");
    }

    private static bool HasMapOfSeveral(Reply reply) => reply switch
    {
        Reply.Presence presence => presence.Clients.Count > 1,
        Reply.Connect connect => connect.Result.Subscriptions?.Count > 1,
        Reply.Pushed { Push: Push.Pub pub } => pub.Publication.Tags?.Count > 1,
        Reply.History history => history.Result.Publications.Any(publication => publication.Tags?.Count > 1),
        Reply.Subscribe subscribe => subscribe.Result.Publications.Any(publication => publication.Tags?.Count > 1),
        _ => false,
    };
}
