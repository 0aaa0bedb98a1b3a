using System.Diagnostics.Metrics;
using System.Text;

namespace Loquat.Realtime.AspNetCore.Metrics;

internal enum FamilyType
{
    Counter,
    Gauge,
    Histogram,
}

/// <summary>
/// What an instrument is called in Prometheus. Where Centrifugo counts the same thing, its name is taken, so that its dashboards go on working; all
/// others have their own name with the endings that Prometheus asks for.
/// </summary>
internal sealed record MetricFamily(string Name, FamilyType Type, string Help)
{
    private static readonly Dictionary<string, (string Name, string Labels)> CentrifugoNames = new()
    {
        ["loquat.sessions"] = ("centrifugo_node_num_clients", ""),
        ["loquat.users"] = ("centrifugo_node_num_users", ""),
        ["loquat.subscriptions"] = ("centrifugo_node_num_subscriptions", ""),
        ["loquat.channels"] = ("centrifugo_node_num_channels", ""),
        ["loquat.nodes"] = ("centrifugo_node_num_nodes", ""),
        ["loquat.build"] = ("centrifugo_node_build", ""),
        ["loquat.publications"] = ("centrifugo_node_messages_received_count", "type=\"publication\""),
        ["loquat.command.errors"] = ("centrifugo_client_num_reply_errors", ""),
        ["loquat.recoveries"] = ("centrifugo_client_recover", ""),
    };

    private static readonly string[] Plain = ["loquat.sessions", "loquat.subscriptions", "loquat.publications"];

    /// <summary>A label that every series of the family has, written out; empty for none.</summary>
    public string Labels { get; private init; } = "";

    /// <summary>
    /// It has one series, which is there before anything is measured: a dashboard shows 0 rather than nothing. What has labels appears with its first value.
    /// </summary>
    public bool StartsAtZero { get; private init; }

    public static MetricFamily Of(Instrument instrument)
    {
        var type = TypeOf(instrument);
        var help = instrument.Description ?? "";
        return CentrifugoNames.TryGetValue(instrument.Name, out var known)
            ? new MetricFamily(known.Name, type, help) { Labels = known.Labels, StartsAtZero = Plain.Contains(instrument.Name) }
            : new MetricFamily(NameOf(instrument, type), type, help);
    }

    /// <summary>Letters, digits and underscores, the first no digit.</summary>
    public static string Identifier(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var letter in name)
            text.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '_');
        if (text.Length == 0 || char.IsAsciiDigit(text[0]))
            text.Insert(0, '_');
        return text.ToString();
    }

    private static FamilyType TypeOf(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        if (type == typeof(Histogram<>))
            return FamilyType.Histogram;
        return type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? FamilyType.Counter : FamilyType.Gauge;
    }

    private static string NameOf(Instrument instrument, FamilyType type)
    {
        var name = Identifier(instrument.Name);
        var unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "ms" => "_milliseconds",
            "By" => "_bytes",
            _ => "",
        };
        if (unit.Length > 0 && !name.EndsWith(unit, StringComparison.Ordinal))
            name += unit;
        return type == FamilyType.Counter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }
}
