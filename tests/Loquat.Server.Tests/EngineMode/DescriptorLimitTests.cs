using System.Diagnostics;
using System.Runtime.InteropServices;
using Loquat.Testing;

namespace Loquat.Server.Tests.EngineMode;

/// <summary>What a process does that may open no more.</summary>
public sealed class DescriptorLimitTests
{
    private const int OpenFiles = 7;
    // So many are not for connections: the runtime ends a process that cannot open a pipe for a thread it starts.
    private const int KeptBack = 64;
    private const string Refusal = "Nobody can connect";

    [Fact]
    public async Task Without_a_descriptor_to_spare_it_waits_and_goes_on_when_there_is_one()
    {
        await using var engine = await EngineProcess.StartAsync(
            environment: new Dictionary<string, string> { ["CENTRIFUGO_CLIENT_INSECURE"] = "true" });
        await using var client = await ProtocolClient.ConnectAsync(engine.WebSocketUrl);
        await client.SubscribeAsync("alive");
        var exhausted = engine.WhenSaidAsync(Refusal);
        var watch = Stopwatch.StartNew();

        Limit(engine.Id, Directory.GetFileSystemEntries($"/proc/{engine.Id}/fd").Length + KeptBack + 5);
        var many = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ProtocolClientSocket.DialAsync(engine.Url)));
        await exhausted.Within("the server says that it has no descriptors left");
        await client.PublishAsync("alive", "1");
        await client.NextPublicationAsync();

        foreach (var socket in many)
            await socket.DisposeAsync();
        await using (var next = await ProtocolClient.ConnectAsync(engine.WebSocketUrl))
            await next.SubscribeAsync("alive");
        // Once a second at most, and not as fast as it can.
        Assert.Equal(0, await engine.StopAsync());
        Assert.InRange(engine.Lines.Count(line => line.Contains(Refusal, StringComparison.Ordinal)), 1, (int)watch.Elapsed.TotalSeconds + 2);
    }

    private static void Limit(int process, int descriptors)
    {
        var limit = new ResourceLimit((ulong)descriptors, (ulong)descriptors);
        Assert.Equal(0, SetLimit(process, OpenFiles, in limit, 0));
    }

    [DllImport("libc", EntryPoint = "prlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetLimit(int process, int resource, in ResourceLimit limit, nint before);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct ResourceLimit(ulong Soft, ulong Hard);
}
