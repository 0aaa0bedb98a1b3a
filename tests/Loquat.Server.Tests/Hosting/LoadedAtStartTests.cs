using System.Diagnostics;
using Loquat.Server.Tests.Commands;
using Loquat.Server.Tests.EngineMode;
using Loquat.Testing;

namespace Loquat.Server.Tests.Hosting;

/// <summary>
/// Most of what a process holds that nobody has used yet is code: files that it has mapped. Megabytes come back with a line that touches one of
/// these too early, and no other test would notice. Code that is compiled while it runs, as here, loads a few more than what is published.
/// </summary>
public sealed class LoadedAtStartTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("loquat-test-");

    public LoadedAtStartTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "What a process has loaded is read from /proc.");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task A_chat_that_nobody_visits_loads_neither_its_queries_nor_its_pages_nor_cryptography()
    {
        Assert.Equal(0, (await LoquatProgram.RunAsync(_data, "db migrate")).Code);
        Assert.Equal(0, (await LoquatProgram.RunAsync(_data, "user add anna --role owner --password-stdin", "a long password\n")).Code);
        using var chat = LoquatProgram.Start(_data, "serve --urls http://127.0.0.1:0");
        try
        {
            await ListensAsync(chat).Within("the chat listens", TimeSpan.FromMinutes(1));

            AssertNoneOf(
                chat.Id, "Microsoft.EntityFrameworkCore.Sqlite.dll", "Npgsql.EntityFrameworkCore.PostgreSQL.dll", "System.Linq.Queryable.dll", "System.Private.Xml.dll",
                "libcrypto.so", "Google.Protobuf.dll", "Loquat.Bench.dll", "Spectre.Console.dll", "Bogus.dll",
                "Microsoft.AspNetCore.Components", "Microsoft.AspNetCore.Mvc.Razor", "Microsoft.AspNetCore.Mvc.ViewFeatures", "Microsoft.AspNetCore.Razor");
        }
        finally
        {
            chat.Kill();
            await chat.WaitForExitAsync(CancellationToken.None).Within("the chat ends");
        }
    }

    [Fact]
    public async Task The_engine_alone_loads_nothing_of_the_chat()
    {
        await using var engine = await EngineProcess.StartAsync();

        AssertNoneOf(
            engine.Id, "Loquat.Chat.dll", "Microsoft.EntityFrameworkCore.dll", "Microsoft.Data.Sqlite.dll", "Npgsql.dll", "Microsoft.AspNetCore.Mvc.Core.dll",
            "Microsoft.OpenApi.dll", "System.Private.Xml.dll", "libcrypto.so", "libicuuc.so", "Loquat.Bench.dll", "Spectre.Console.dll");
    }

    private static async Task ListensAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("Now listening on", StringComparison.Ordinal))
                return;
        }

        Assert.Fail($"The chat ended: {await process.StandardError.ReadToEndAsync()}");
    }

    private static void AssertNoneOf(int process, params string[] files)
    {
        var mapped = File.ReadLines($"/proc/{process}/maps").Select(line => Path.GetFileName(line)).ToHashSet();
        Assert.Contains("System.Private.CoreLib.dll", mapped);
        Assert.DoesNotContain(mapped, file => files.Any(unwanted => file.StartsWith(unwanted, StringComparison.Ordinal)));
    }
}
