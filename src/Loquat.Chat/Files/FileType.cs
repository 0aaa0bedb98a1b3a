namespace Loquat.Chat.Files;

/// <summary>The kinds of bytes that the server lets a browser show. Everything else leaves as something to be saved.</summary>
public static class FileType
{
    public const string Png = "image/png";

    public const string Jpeg = "image/jpeg";

    public const string Gif = "image/gif";

    public const string WebP = "image/webp";

    public const string Unknown = "application/octet-stream";

    public static bool IsPicture(string type) => type is Png or Jpeg or Gif or WebP;
}
