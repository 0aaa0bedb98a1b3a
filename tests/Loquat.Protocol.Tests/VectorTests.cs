namespace Loquat.Protocol.Tests;

/// <summary>The vectors of the protocol reference, section 32.2, in both directions.</summary>
public sealed class VectorTests
{
    public static TheoryData<string, string> Commands => new()
    {
        { "{}", "00" },
        { """{"id":1,"connect":{}}""", "0408012200" },
        { """{"id":1,"connect":{"token":"abc","name":"js"}}""", "0d080122090a0361626322026a73" },
        { """{"id":2,"subscribe":{"channel":"chat:1","flag":1}}""", "0e08022a0a0a06636861743a317001" },
        {
            """{"id":3,"subscribe":{"channel":"chat:1","recover":true,"epoch":"abcd","offset":5,"flag":1}}""",
            "1808032a140a06636861743a311801320461626364" + "38057001"
        },
        { """{"id":3,"publish":{"channel":"chat:1","data":{"t":1}}}""", "1508033a110a06636861743a3112077b2274223a317d" },
        { """{"id":4,"history":{"channel":"chat:1","limit":-1}}""", "17080452130a06636861743a3138ffffffffffffffffff01" },
    };

    public static TheoryData<string, string> Replies => new()
    {
        { "{}", "00" },
        { """{"id":1,"connect":{"client":"c1","version":"0.0.1","ping":25,"pong":true}}""", "1308012a0f0a0263311205302e302e3138194001" },
        { """{"id":2,"subscribe":{"recoverable":true,"epoch":"abcd","offset":7,"positioned":true}}""", "100802320c180132046162636448075001" },
        { """{"id":3,"publish":{}}""", "0408034200" },
        { """{"id":3,"error":{"code":103,"message":"permission denied"}}""", "1908031215086712117065726d697373696f6e2064656e696564" },
        { """{"push":{"channel":"chat:1","pub":{"data":{"t":1},"offset":8}}}""", "172215" + "1206636861743a31" + "220b22077b2274223a317d3008" },
        {
            """{"push":{"channel":"chat:1","unsubscribe":{"code":2500,"reason":"insufficient state"}}}""",
            "2322211206636861743a313a1710c4131a12696e73756666696369656e74207374617465"
        },
        { """{"push":{"disconnect":{"code":3500,"reason":"invalid token"}}}""", "1622145a1208ac1b120d696e76616c696420746f6b656e" },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_command_is_the_same_in_both_encodings(string json, string hex)
    {
        var fromJson = Wire.Command(ProtocolCodec.Json, json);
        var fromProtobuf = Wire.Commands(ProtocolCodec.Protobuf, Convert.FromHexString(hex)).Single();

        Assert.Equal(Wire.Describe(fromJson), Wire.Describe(fromProtobuf));
        Assert.Equal(json, System.Text.Encoding.UTF8.GetString(Wire.Write(ProtocolCodec.Json, fromProtobuf)));
        Assert.Equal(hex, Convert.ToHexStringLower(Wire.Write(ProtocolCodec.Protobuf, fromJson)));
    }

    [Theory]
    [MemberData(nameof(Replies))]
    public void A_reply_is_the_same_in_both_encodings(string json, string hex)
    {
        var fromJson = Wire.Replies(ProtocolCodec.Json, System.Text.Encoding.UTF8.GetBytes(json)).Single();
        var fromProtobuf = Wire.Replies(ProtocolCodec.Protobuf, Convert.FromHexString(hex)).Single();

        Assert.Equal(Wire.Describe(fromJson), Wire.Describe(fromProtobuf));
        Assert.Equal(json, System.Text.Encoding.UTF8.GetString(Wire.Write(ProtocolCodec.Json, fromProtobuf)));
        Assert.Equal(hex, Convert.ToHexStringLower(Wire.Write(ProtocolCodec.Protobuf, fromJson)));
    }
}
