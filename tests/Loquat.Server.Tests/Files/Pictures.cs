using System.Buffers.Binary;

namespace Loquat.Server.Tests.Files;

/// <summary>The beginnings of pictures: as much as tells their size.</summary>
internal static class Pictures
{
    public static byte[] Png(int width, int height)
    {
        byte[] png = [0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n', 0, 0, 0, 13, .. "IHDR"u8, .. new byte[8], 8, 6, 0, 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        return png;
    }
}
