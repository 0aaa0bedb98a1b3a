namespace Loquat.Server.Hosting;

/// <summary>Where this server keeps what it must not lose. Readable by its owner only.</summary>
internal sealed class DataFolder(string path)
{
    public const string KeysFolder = "keys";

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    public string Keys => System.IO.Path.Combine(Path, KeysFolder);

    /// <exception cref="CannotServeException">Something else is in the way.</exception>
    public void Create()
    {
        CreateForOwner(Path);
        CreateForOwner(Keys);
    }

    private static void CreateForOwner(string path)
    {
        if (File.Exists(path))
            throw new CannotServeException($"{path} is a file, and has to be a folder.");
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else if (!Directory.Exists(path))
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
