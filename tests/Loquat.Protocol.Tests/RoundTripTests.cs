namespace Loquat.Protocol.Tests;

public sealed class RoundTripTests
{
    private const int RoundsPerCase = 400;

    public static TheoryData<WireEncoding> Encodings => new(WireEncoding.Json, WireEncoding.Protobuf);

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Every_field_of_every_command_comes_back(WireEncoding encoding) => EveryCase<Command>(
        command => Wire.Commands(ProtocolCodec.Of(encoding), Wire.Write(ProtocolCodec.Of(encoding), command)).Single());

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Every_field_of_every_reply_comes_back(WireEncoding encoding) => EveryCase<Reply>(
        reply => Wire.Replies(ProtocolCodec.Of(encoding), Wire.Write(ProtocolCodec.Of(encoding), reply)).Single());

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Every_field_of_every_push_comes_back(WireEncoding encoding) => EveryCase<Push>(
        push =>
        {
            var bytes = Wire.Write(ProtocolCodec.Of(encoding), new Reply.Pushed(push));
            return ((Reply.Pushed)Wire.Replies(ProtocolCodec.Of(encoding), bytes).Single()).Push;
        });

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Commands_in_one_message_come_back_in_order(WireEncoding encoding)
    {
        var seed = Environment.TickCount;
        var messages = new RandomMessages(new Random(seed));
        var commands = Enumerable.Range(0, 200).Select(_ => (Command)messages.Make(typeof(Command))).ToList();

        var read = Wire.Commands(ProtocolCodec.Of(encoding), Wire.Write(ProtocolCodec.Of(encoding), commands));

        Assert.True(commands.Select(Normal).SequenceEqual(read.Select(Normal)), $"seed {seed}");
    }

    private static void EveryCase<T>(Func<T, T> sendAndReceive)
    {
        var seed = Environment.TickCount;
        var messages = new RandomMessages(new Random(seed));
        Assert.NotEmpty(RandomMessages.Cases(typeof(T)));
        foreach (var type in RandomMessages.Cases(typeof(T)))
        {
            for (var round = 0; round < RoundsPerCase; round++)
            {
                var sent = (T)messages.Make(type);
                var expected = Normal(sent);
                var actual = Normal(sendAndReceive(sent));
                Assert.True(expected == actual, $"seed {seed}, {type.Name}, round {round}\nsent:     {expected}\nreceived: {actual}");
            }
        }
    }

    /// <summary>Some things have two forms that mean the same: a command without id is a pong, an empty optional map is none.</summary>
    private static string Normal<T>(T message) => message switch
    {
        Command.Send or Command.Pong => Wire.Describe(message),
        Command { Id: 0 } => Wire.Describe(new Command.Pong()),
        _ => Wire.Describe(message)
            .Replace("Tags = {}", "Tags = null", StringComparison.Ordinal)
            .Replace("Subscriptions = {}", "Subscriptions = null", StringComparison.Ordinal),
    };
}
