using Loquat.Faults.Checking;

namespace Loquat.Faults.Clients;

/// <summary>What all clients of a run share.</summary>
/// <param name="ChooseNode">Where the next connection goes.</param>
internal sealed record Party(Func<Random, Uri> ChooseNode, Journal Journal, Tally Operations, Tally Connections);
