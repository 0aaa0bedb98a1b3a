using System.Collections.Concurrent;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Loquat.Server.Web;

/// <summary>Serves the client's files and the pages' own: compressed, tagged, and for ever where the name carries a hash.</summary>
internal sealed class ClientFiles(IFileProvider root)
{
    private static readonly FileExtensionContentTypeProvider ContentTypes = new() { Mappings = { [".webmanifest"] = "application/manifest+json" } };

    // By the file and not by how its path was written, of which there is no end. A file that was written anew is another file.
    private readonly ConcurrentDictionary<(string File, DateTimeOffset Written, long Length), ClientFile> _files = new();

    public IFileProvider Root => root;

    internal int Kept => _files.Count;

    /// <summary>False if there is no such file to serve: then nothing has been written.</summary>
    public async Task<bool> TryServeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (!IsServed(context.Request.Method, path, out var contentType) || root.GetFileInfo(path) is not { Exists: true, IsDirectory: false } found)
            return false;

        var file = _files.GetOrAdd((NameOf(found), found.LastModified, found.Length), _ => new ClientFile(root, path));
        var coding = IsText(contentType) ? Negotiate(context.Request.Headers.AcceptEncoding) : ClientFile.Identity;
        var variant = file.In(coding);

        var headers = context.Response.Headers;
        headers.Vary = HeaderNames.AcceptEncoding;
        headers.CacheControl = path.StartsWith("/assets/", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";
        if (coding != ClientFile.Identity)
            headers.ContentEncoding = coding;
        await Results.Bytes(variant.Bytes, contentType, entityTag: new EntityTagHeaderValue(variant.ETag)).ExecuteAsync(context);
        return true;
    }

    private static string NameOf(IFileInfo found)
    {
        var name = found.PhysicalPath ?? found.Name;
        // Elsewhere upper and lower case name the same file.
        return OperatingSystem.IsLinux() ? name : name.ToUpperInvariant();
    }

    /// <summary>The shell is a page of its own; a file without a known type is nobody's to see.</summary>
    private static bool IsServed(string method, string path, out string contentType)
    {
        contentType = "";
        return (HttpMethods.IsGet(method) || HttpMethods.IsHead(method))
            && path.Length > 1
            && !path.Equals("/index.html", StringComparison.OrdinalIgnoreCase)
            && ContentTypes.TryGetContentType(path, out contentType!);
    }

    private static bool IsText(string contentType) =>
        contentType.StartsWith("text/", StringComparison.Ordinal)
        || contentType.EndsWith("json", StringComparison.Ordinal)
        || contentType.EndsWith("javascript", StringComparison.Ordinal)
        || contentType.EndsWith("+xml", StringComparison.Ordinal);

    private static string Negotiate(StringValues accepted)
    {
        if (!StringWithQualityHeaderValue.TryParseList(accepted, out var codings))
            return ClientFile.Identity;
        return Array.Find(["br", "gzip"], coding => codings.Any(it => it.Value == coding && it.Quality is not 0)) ?? ClientFile.Identity;
    }
}
