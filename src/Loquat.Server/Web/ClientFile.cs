using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Extensions.FileProviders;

namespace Loquat.Server.Web;

/// <summary>A file in one content coding, as it goes on the wire.</summary>
internal sealed record FileVariant(ReadOnlyMemory<byte> Bytes, string ETag);

/// <summary>
/// A file of the client with its compressed forms: those that its build left beside it, or else made once, as small as it gets, when
/// somebody first asks. There are few of these files, so they stay in memory.
/// </summary>
internal sealed class ClientFile(IFileProvider root, string path)
{
    public const string Identity = "identity";

    private readonly ConcurrentDictionary<string, Lazy<FileVariant>> _variants = new(StringComparer.Ordinal);

    /// <param name="coding">"br", "gzip" or <see cref="Identity"/>.</param>
    public FileVariant In(string coding) => _variants.GetOrAdd(coding, key => new(() => Make(key))).Value;

    private FileVariant Make(string coding)
    {
        var bytes = coding switch
        {
            "br" => Read(".br") ?? Compress(target => new BrotliStream(target, CompressionLevel.SmallestSize)),
            "gzip" => Read(".gz") ?? Compress(target => new GZipStream(target, CompressionLevel.SmallestSize)),
            _ => Read("")!,
        };
        // Each coding is a representation of its own and needs its own tag (RFC 9110, 8.8.3.3).
        return new FileVariant(bytes, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..24]}\"");
    }

    private byte[]? Read(string suffix)
    {
        if (root.GetFileInfo(path + suffix) is not { Exists: true } file)
            return null;

        using var stream = file.CreateReadStream();
        var content = new byte[file.Length];
        stream.ReadExactly(content);
        return content;
    }

    private byte[] Compress(Func<Stream, Stream> coder)
    {
        var target = new MemoryStream();
        using (var stream = coder(target))
            stream.Write(In(Identity).Bytes.Span);
        return target.ToArray();
    }
}
