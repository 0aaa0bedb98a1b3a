using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;

namespace Loquat.Architecture.Tests;

/// <summary>What others get from us: packages with a readme, documentation and symbols.</summary>
public sealed class PackagesTests : IDisposable
{
    private readonly string _output = Directory.CreateTempSubdirectory("loquat-packages-").FullName;

    public void Dispose() => Directory.Delete(_output, recursive: true);

    [Theory]
    [InlineData("Loquat.Protocol")]
    [InlineData("Loquat.Realtime")]
    [InlineData("Loquat.Realtime.AspNetCore")]
    [InlineData("Loquat.Realtime.Postgres")]
    public async Task A_package_explains_itself_and_can_be_debugged(string name)
    {
        await PackAsync(name);

        using var package = ZipFile.OpenRead(Assert.Single(Directory.GetFiles(_output, $"{name}.*.nupkg")));
        var files = package.Entries.Select(entry => entry.FullName).ToList();
        Assert.Contains($"lib/net10.0/{name}.dll", files);
        Assert.Contains($"lib/net10.0/{name}.xml", files);
        Assert.Contains("README.md", files);
        Assert.Equal(["MIT", "README.md"], Metadata(package, "license", "readme"));

        using var symbols = ZipFile.OpenRead(Assert.Single(Directory.GetFiles(_output, $"{name}.*.snupkg")));
        Assert.Contains($"lib/net10.0/{name}.pdb", symbols.Entries.Select(entry => entry.FullName));
    }

    private async Task PackAsync(string name)
    {
        var start = new ProcessStartInfo("dotnet", ["pack", $"src/{name}", "--configuration", Configuration, "--no-build", "--output", _output, "-nodeReuse:false"])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
        };
        using var pack = Process.Start(start)!;
        var output = await pack.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await pack.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(pack.ExitCode == 0, output);
    }

    private static string[] Metadata(ZipArchive package, params string[] names)
    {
        using var manifest = package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        var elements = XDocument.Load(manifest).Descendants().ToList();
        return [.. names.Select(name => elements.Single(element => element.Name.LocalName == name).Value)];
    }

    /// <summary>What these tests were built as: its output is there.</summary>
    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Name.Split('_')[0];
}
