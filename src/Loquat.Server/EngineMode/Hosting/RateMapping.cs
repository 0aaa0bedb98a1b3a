using Loquat.Realtime;

namespace Loquat.Server.EngineMode;

/// <summary>What settings of rates mean to the engine.</summary>
internal static class RateMapping
{
    public static CommandRateOptions Of(CommandRateSettings rates)
    {
        if (!rates.Enabled)
            return new CommandRateOptions();

        return new CommandRateOptions
        {
            Total = LimitsOf(rates.Total),
            ByCommand = Kinds(rates)
                .Select(kind => (kind.Kind, Limits: LimitsOf(kind.Rate.Enabled ? kind.Rate : rates.Default)))
                .Where(kind => kind.Limits.Count > 0)
                .ToDictionary(kind => kind.Kind, kind => kind.Limits),
            ByMethod = rates.Rpc.MethodOverride.ToDictionary(method => method.Method, method => LimitsOf(method.RateLimit)),
        };
    }

    private static (CommandKind Kind, RateSettings Rate)[] Kinds(CommandRateSettings rates) =>
    [
        (CommandKind.Connect, rates.Connect), (CommandKind.Subscribe, rates.Subscribe), (CommandKind.Unsubscribe, rates.Unsubscribe),
        (CommandKind.Publish, rates.Publish), (CommandKind.Presence, rates.Presence), (CommandKind.PresenceStats, rates.PresenceStats),
        (CommandKind.History, rates.History), (CommandKind.Refresh, rates.Refresh), (CommandKind.SubRefresh, rates.SubRefresh),
        (CommandKind.Rpc, rates.Rpc),
    ];

    private static IList<RateLimit> LimitsOf(RateSettings rate) =>
        rate.Enabled ? [.. rate.Buckets.Select(bucket => new RateLimit { Count = bucket.Rate, Interval = bucket.Interval })] : [];
}
