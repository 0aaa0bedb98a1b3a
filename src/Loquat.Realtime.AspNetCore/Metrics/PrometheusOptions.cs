using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Loquat.Realtime.AspNetCore;

/// <summary>What <c>MapRealtimeMetrics</c> shows.</summary>
public sealed class PrometheusOptions
{
    /// <summary>Meters whose instruments are exported: those whose names begin with one of these.</summary>
    public IList<string> Meters { get; } = ["Loquat.", "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"];

    /// <summary>Combinations of labels that one instrument may have. Further ones are counted together, under the label <c>overflow</c>.</summary>
    [Range(1, 100_000)]
    public int MaxSeries { get; set; } = 1000;
}

[OptionsValidator]
internal sealed partial class PrometheusOptionsValidator : IValidateOptions<PrometheusOptions>;
