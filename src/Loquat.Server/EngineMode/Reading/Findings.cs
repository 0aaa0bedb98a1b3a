namespace Loquat.Server.EngineMode;

/// <summary>What was noticed while settings were read. Problems stop the start; warnings are told.</summary>
internal sealed class Findings
{
    private readonly List<string> _problems = [];
    private readonly List<string> _warnings = [];

    public IReadOnlyList<string> Problems => _problems;

    public IReadOnlyList<string> Warnings => _warnings;

    public void Problem(string text) => _problems.Add(text);

    public void Warning(string text) => _warnings.Add(text);
}
