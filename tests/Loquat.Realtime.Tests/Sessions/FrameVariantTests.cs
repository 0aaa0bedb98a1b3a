using Loquat.Protocol;
using Loquat.Protocol.WebSockets;

namespace Loquat.Realtime.Tests.Sessions;

public class FrameVariantTests
{
    private static readonly FrameDeflater Deflater = new(level: 1, minSize: 0);

    [Fact]
    public void Every_variant_has_a_place_of_its_own()
    {
        var places = new HashSet<int>();
        foreach (var encoding in Enum.GetValues<WireEncoding>())
        {
            foreach (var format in Enum.GetValues<FrameFormat>())
                Assert.True(places.Add(new FrameVariant(encoding, format).Index));
            Assert.True(places.Add(new FrameVariant(encoding, FrameFormat.WebSocket, Deflater).Index));
            Assert.True(places.Add(new FrameVariant(encoding, FrameFormat.UniWebSocket, Deflater).Index));
        }

        Assert.Equal(Enumerable.Range(0, FrameVariant.Count), places.Order());
    }

    [Fact]
    public void A_broadcast_is_compressed_once_for_all_who_take_it_so()
    {
        var frames = new PushFrames(new Push.Pub("room", new Publication("[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]"u8.ToArray())), number: 7);
        var squeezed = new FrameVariant(WireEncoding.Json, FrameFormat.WebSocket, Deflater);

        var first = frames.For(squeezed, Addressing.Name);

        Assert.Same(first, frames.For(squeezed, Addressing.Name));
        Assert.NotSame(first, frames.For(squeezed with { Deflater = null }, Addressing.Name));
        Assert.Equal(0xC1, first![0]);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void By_number_and_by_name_it_is_encoded_once_each_in_every_form(WireEncoding encoding, string formName, bool compressed)
    {
        var form = Enum.Parse<PublicationForm>(formName);
        var push = new Push.Pub("a room with quite a long name", new Publication("""{"text":"hello world, hello world, 2"}"""u8.ToArray()));
        var frames = new PushFrames(push, number: 7, new Publication("""{"text":"hello world, hello world, 1"}"""u8.ToArray()));
        var variant = new FrameVariant(encoding, FrameFormat.WebSocket, compressed ? Deflater : null);

        var named = frames.For(variant, Addressing.Name, form);
        var numbered = frames.For(variant, Addressing.Number, form);

        Assert.Same(named, frames.For(variant, Addressing.Name, form));
        Assert.Same(numbered, frames.For(variant, Addressing.Number, form));
        Assert.True(numbered!.Length < named!.Length, $"{numbered.Length} bytes by number, {named.Length} by name.");
    }

    public static TheoryData<WireEncoding, string, bool> Forms()
    {
        var rows = new TheoryData<WireEncoding, string, bool>();
        foreach (var encoding in Enum.GetValues<WireEncoding>())
        {
            foreach (var form in Enum.GetNames<PublicationForm>())
            {
                rows.Add(encoding, form, false);
                rows.Add(encoding, form, true);
            }
        }
        return rows;
    }

    [Fact]
    public void Pings_are_not_worth_it() => Assert.Equal(
        FrameVariant.Ping(new FrameVariant(WireEncoding.Json, FrameFormat.WebSocket)),
        FrameVariant.Ping(new FrameVariant(WireEncoding.Json, FrameFormat.WebSocket, Deflater)));
}
