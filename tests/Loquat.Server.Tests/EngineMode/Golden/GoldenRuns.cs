using System.Collections.Frozen;
using Loquat.Testing.Golden;

namespace Loquat.Server.Tests.EngineMode;

/// <summary>Replays every transcript once, several at a time and each against an engine of its own: many of them do little but wait.</summary>
public sealed class GoldenRuns : IDisposable
{
    private readonly SemaphoreSlim _places = new(12);
    private readonly FrozenDictionary<string, Task<string?>> _runs;

    public GoldenRuns() => _runs = GoldenTranscript.Names.ToFrozenDictionary(name => name, name => Task.Run(() => RunAsync(name)));

    /// <summary>What went otherwise than recorded; null if nothing did.</summary>
    public Task<string?> DifferenceAsync(string name) => _runs[name];

    public void Dispose() => _places.Dispose();

    private async Task<string?> RunAsync(string name)
    {
        await _places.WaitAsync();
        try
        {
            var transcript = GoldenTranscript.Read(name);
            await using var engine = await GoldenEngine.StartAsync(transcript.Head["config"]!.GetValue<string>());
            await GoldenReplay.RunAsync(engine, transcript);
            return null;
        }
        catch (Exception difference)
        {
            // Whatever it is, it is the outcome: who asks for it decides whether it is the right one.
            return difference.Message;
        }
        finally
        {
            _places.Release();
        }
    }
}
