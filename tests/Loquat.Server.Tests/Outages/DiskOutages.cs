using System.Diagnostics;
using Loquat.Testing;
using Microsoft.Data.Sqlite;

namespace Loquat.Server.Tests.Outages;

/// <summary>A disk of a few megabytes, which something else fills.</summary>
public sealed class FullDisk : OutageStories
{
    private readonly DirectoryInfo _disk = Directory.CreateTempSubdirectory("loquat-disk-");
    private bool _isMounted;

    protected override bool CanRead => true;

    private string Filler => Path.Combine(_disk.FullName, "filler");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        SqliteConnection.ClearAllPools();
        if (_isMounted)
            await Shell.RunAsync("umount", "-l", _disk.FullName);
        _disk.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    protected override async Task PrepareAsync()
    {
        _isMounted = await Shell.TryAsync("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", _disk.FullName);
        Assert.SkipUnless(_isMounted, "Only root can mount a small disk.");
    }

    protected override Task<LoquatServer> StartAsync() => LoquatServer.StartAsync(settings: [("Loquat:Data", _disk.FullName)]);

    protected override async Task BreakAsync()
    {
        var chunk = new byte[4096];
        await using var filler = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
                filler.Write(chunk);
        }
        catch (IOException)
        {
            // Now it is full.
        }
    }

    protected override Task HealAsync()
    {
        File.Delete(Filler);
        return Task.CompletedTask;
    }
}

/// <summary>Nothing in the data folder can be written any more, as on a file system that the system has made read-only.</summary>
public sealed class ReadOnlyFiles : OutageStories
{
    private bool _isImmutable;

    protected override bool CanRead => true;

    public override async ValueTask DisposeAsync()
    {
        if (_isImmutable)
            await HealAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override async Task PrepareAsync()
    {
        var probe = Path.GetTempFileName();
        var isPermitted = await Shell.TryAsync("chattr", "+i", probe) && await Shell.TryAsync("chattr", "-i", probe);
        File.Delete(probe);
        Assert.SkipUnless(isPermitted, "Only root can make files immutable, and not on every file system.");
    }

    protected override Task<LoquatServer> StartAsync() => LoquatServer.StartAsync();

    protected override async Task BreakAsync()
    {
        _isImmutable = true;
        await Shell.RunAsync("chattr", "+i", InData("loquat.db"), InData("loquat.db-wal"));
    }

    protected override async Task HealAsync()
    {
        await Shell.RunAsync("chattr", "-i", InData("loquat.db"), InData("loquat.db-wal"));
        _isImmutable = false;
    }

    private string InData(string name) => Path.Combine(Server.Folder.FullName, name);
}

internal static class Shell
{
    public static async Task RunAsync(string program, params string[] arguments) =>
        Assert.True(await TryAsync(program, arguments), $"{program} {string.Join(' ', arguments)} failed.");

    public static async Task<bool> TryAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            await process.WaitForExitAsync().Within($"{program} ends");
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
