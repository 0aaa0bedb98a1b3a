using Loquat.Chat.Files;

namespace Loquat.Chat.Tests.Files;

/// <summary>What a file is, its bytes say, and whoever made them may lie.</summary>
public sealed class PictureTests
{
    private static readonly byte[] Png = Bytes("89504E470D0A1A0A 0000000D 49484452 00000320 00000258 0806000000");
    private static readonly byte[] Gif = [.. "GIF89a"u8, 0x20, 0x03, 0x58, 0x02, 0, 0, 0];
    private static readonly byte[] Jpeg = [.. Bytes("FFD8"), .. Segment(0xE0, 14), .. Segment(0xDB, 65), .. Frame];
    private static readonly byte[] Turned = [.. Bytes("FFD8"), .. Exif(6), .. Frame];
    private static readonly byte[] Lossy = [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBPVP8 "u8, 0, 0, 0, 0, 0, 0, 0, 0x9D, 0x01, 0x2A, 0x20, 0x03, 0x58, 0x02];
    private static readonly byte[] Lossless = [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBPVP8L"u8, 0, 0, 0, 0, 0x2F, 0x1F, 0xC3, 0x95, 0, 0, 0, 0, 0, 0];
    private static readonly byte[] Extended = [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBPVP8X"u8, 0, 0, 0, 0, 0, 0, 0, 0, 0x1F, 0x03, 0, 0x57, 0x02, 0];

    private static byte[] Frame => Bytes("FFC0 0011 08 0258 0320 03 012200 021101 031101");

    public static TheoryData<byte[], string> Known => new()
    {
        { Png, FileType.Png },
        { Gif, FileType.Gif },
        { Jpeg, FileType.Jpeg },
        { [.. Bytes("FFD8"), .. Segment(0xE1, 65_533), .. Segment(0xE2, 65_533), .. Bytes("FFFFFF"), .. Frame[1..]], FileType.Jpeg },
        { Lossy, FileType.WebP },
        { Lossless, FileType.WebP },
        { Extended, FileType.WebP },
    };

    [Theory, MemberData(nameof(Known))]
    public void A_picture_is_known_by_its_first_bytes(byte[] bytes, string type) =>
        Assert.Equal(new Picture(type, 800, 600), Read(bytes));

    [Theory, MemberData(nameof(Known))]
    public void One_that_ends_before_its_size_is_told_is_no_picture(byte[] bytes, string type)
    {
        var whole = Enumerable.Range(0, bytes.Length + 1).First(length => Read(bytes[..length]) is not null);

        Assert.InRange(whole, 10, bytes.Length);
        Assert.Equal(type, Read(bytes[..whole])?.Type);
    }

    [Fact]
    public void A_camera_that_was_held_upright_has_made_a_high_picture()
    {
        Assert.Equal(new Picture(FileType.Jpeg, 600, 800), Read(Turned));
        Assert.Equal(new Picture(FileType.Jpeg, 800, 600), Read([.. Bytes("FFD8"), .. Exif(3), .. Frame]));
    }

    [Theory]
    [InlineData("89504E470D0A1A0A 0000000D 49484452 00000000 00000258 0806000000")]
    [InlineData("89504E470D0A1A0A 0000000D 49484452 80000001 00000258 0806000000")]
    [InlineData("89504E470D0A1A0A 0000000D 49484452 7FFFFFFF 7FFFFFFF 0806000000")]
    [InlineData("89504E470D0A1A0A 0000000C 49484452 00000320 00000258 0806000000")]
    [InlineData("474946383961 0000 0000 0000000000")]
    [InlineData("FFD8 FFE0 0000 FFC0 0011 08 0258 0320 03")]
    [InlineData("FFD8 FFE0 0001 FFC0 0011 08 0258 0320 03")]
    [InlineData("FFD8 FFE0 FFFF 00")]
    [InlineData("FFD8 FFDA 0008 FFC0 0011 08 0258 0320 03")]
    [InlineData("FFD8 FFC4 0002 FFD9")]
    [InlineData("FFD8 FFFFFFFFFFFFFFFFFF")]
    [InlineData("FFD8 FFE1 0010 457869660000 4D4D002A FFFFFFFF FFD9")]
    [InlineData("FFD8 FFE1 0012 457869660000 4D4D002A 00000008 FFFF FFD9")]
    [InlineData("3C7376672F3E")]
    [InlineData("")]
    public void What_lies_about_its_size_is_no_picture(string hex) => Assert.Null(Read(Bytes(hex)));

    [Fact]
    public void Nothing_that_is_read_is_too_strange_to_be_answered()
    {
        var random = new Random(20261123);
        foreach (var known in Known.Select(row => row.Data.Item1).Append(Turned))
        {
            for (var i = 0; i < 2_000; i++)
            {
                var bytes = known.ToArray();
                for (var changes = random.Next(1, 4); changes > 0; changes--)
                    bytes[random.Next(Math.Min(bytes.Length, 128))] = (byte)random.Next(256);

                if (Read(bytes[..random.Next(bytes.Length + 1)]) is { } picture)
                    Assert.True(picture is { Width: > 0, Height: > 0 });
            }
        }
    }

    private static Picture? Read(byte[] bytes)
    {
        using var file = new MemoryStream(bytes);
        return Picture.Read(file);
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    private static byte[] Segment(byte marker, int content) => [0xFF, marker, (byte)((content + 2) >> 8), (byte)(content + 2), .. new byte[content]];

    private static byte[] Exif(byte orientation) =>
        [.. Bytes("FFE1 002A 457869660000 4D4D002A 00000008 0002 010F 0002 00000001 00000000 0112 0003 00000001 00"), orientation, .. Bytes("0000")];
}
