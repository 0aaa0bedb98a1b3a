using Microsoft.Extensions.FileProviders;

namespace Loquat.Server.Web;

/// <summary>
/// Where the files for browsers are. Published, all of them are in wwwroot beside the program; in the repository the client is in web/dist,
/// where its build left it.
/// </summary>
internal static class WebRoot
{
    public static IFileProvider Find()
    {
        var folders = new[] { Path.Combine(AppContext.BaseDirectory, "wwwroot"), ClientInRepository() };
        return new CompositeFileProvider(folders.Where(Directory.Exists).Select(folder => new PhysicalFileProvider(folder!)));
    }

    private static string? ClientInRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Loquat.slnx")))
            folder = folder.Parent;
        return folder is null ? null : Path.Combine(folder.FullName, "web", "dist");
    }
}
