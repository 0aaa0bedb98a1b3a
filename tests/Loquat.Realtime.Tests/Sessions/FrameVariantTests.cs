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
        var frames = new PushFrames(new Push.Pub("room", new Publication("[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]"u8.ToArray())));
        var squeezed = new FrameVariant(WireEncoding.Json, FrameFormat.WebSocket, Deflater);

        var first = frames.For(squeezed);

        Assert.Same(first, frames.For(squeezed));
        Assert.NotSame(first, frames.For(squeezed with { Deflater = null }));
        Assert.Equal(0xC1, first![0]);
    }

    [Fact]
    public void Pings_are_not_worth_it() => Assert.Equal(
        FrameVariant.Ping(new FrameVariant(WireEncoding.Json, FrameFormat.WebSocket)),
        FrameVariant.Ping(new FrameVariant(WireEncoding.Json, FrameFormat.WebSocket, Deflater)));
}
