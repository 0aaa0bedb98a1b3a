using Loquat.Faults.Checking;

namespace Loquat.Faults.Clients;

/// <summary>What all clients of a run share.</summary>
/// <param name="ChooseNode">Where the next connection goes, or the next request.</param>
/// <param name="Files">What was done with files beside sending them.</param>
internal sealed record Party(Func<Random, Uri> ChooseNode, HttpClient Http, Journal Journal, Tally Operations, Tally Connections, Tally Files);
