using Loquat.Chat;
using Loquat.Server.Rpc;

namespace Loquat.Server.Tests.Rpc;

public sealed class RefusalMessageTests
{
    public static TheoryData<ReasonCode> Codes => [.. Enum.GetValues<ReasonCode>()];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_reason_comes_out_of_a_message_as_it_went_in(ReasonCode code)
    {
        foreach (var reason in new[] { new Reason(code, "Why not."), new Reason(code, "Two [b] lines.\n", 12_000) })
            Assert.Equal((reason.Text, RefusalMessage.NameOf(code), reason.Limit), RefusalMessage.Read(RefusalMessage.Write(reason)));
    }

    [Theory]
    [InlineData("field 'id' is missing")]
    [InlineData("[text_empty]")]
    [InlineData("Why [not]!")]
    [InlineData("Too long. [text_too_long limit=12345678901234567890]")]
    public void Another_text_is_left_as_it_is(string message) => Assert.Equal((message, null, null), RefusalMessage.Read(message));

    [Fact]
    public void A_name_that_clients_know_does_not_change() =>
        Assert.Equal(["room_archived", "client_id_used"], new[] { ReasonCode.RoomArchived, ReasonCode.ClientIdUsed }.Select(RefusalMessage.NameOf));
}
