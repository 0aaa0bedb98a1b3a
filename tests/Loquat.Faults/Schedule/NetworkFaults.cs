using System.Text;
using Loquat.Testing;

namespace Loquat.Faults.Schedule;

/// <summary>What happens to connections, of clients to nodes and of nodes to the database.</summary>
internal static class NetworkFaults
{
    private static readonly ProxyWeather DeafServer = new(Passage.Vanishes, Passage.Flows);
    private static readonly ProxyWeather DeafClient = new(Passage.Flows, Passage.Vanishes);
    private static readonly ProxyWeather Refusing = ProxyWeather.Fair with { Refuses = true };
    private static readonly ProxyWeather Twice = ProxyWeather.Fair with { DialsTwice = true };
    private static readonly ProxyWeather NoReplies = ProxyWeather.Fair with { LosesReplyTo = ReadOnlyMemory<byte>.Empty };
    private static readonly ProxyWeather NoCommitReplies = ProxyWeather.Fair with { LosesReplyTo = Encoding.ASCII.GetBytes("COMMIT") };

    public static IEnumerable<Fault> OfClients { get; } =
    [
        new("cut connections of clients", 2, strike => CutAsync(strike, ofClients: true)),
        OfClient("clients refused", Refusing, cuts: true, 0.5, 3),
        OfClient("stalled clients", ProxyWeather.Stalled, cuts: false, 0.5, 9),
        OfClient("slow clients", ProxyWeather.Slow, cuts: false, 1, 4),
        OfClient("half-open to the node", DeafServer, cuts: false, 0.5, 9),
        OfClient("half-open to the client", DeafClient, cuts: false, 0.5, 9),
        OfClient("connections doubled", Twice, cuts: true, 1, 5),
        OfClient("lost RPC replies", NoReplies, cuts: false, 0.5, 3, weight: 2),
    ];

    public static IEnumerable<Fault> OfNodes { get; } =
    [
        new("cut connections to the database", 2, strike => CutAsync(strike, ofClients: false)),
        OfNode("database refused", Refusing, cuts: true, 0.5, 3),
        OfNode("stalled database", ProxyWeather.Stalled, cuts: false, 0.5, 8),
        OfNode("slow database", ProxyWeather.Slow, cuts: false, 1, 3),
        OfNode("half-open to the database", DeafServer, cuts: false, 0.5, 7),
        OfNode("half-open from the database", DeafClient, cuts: false, 0.5, 7),
        OfNode("lost replies to COMMIT", NoCommitReplies, cuts: false, 0.5, 3, weight: 3),
    ];

    private static Fault OfClient(string kind, ProxyWeather weather, bool cuts, double from, double to, int weight = 1) =>
        new(kind, weight, strike =>
        {
            var site = strike.AnySite();
            return strike.InTurnAsync(site.FrontTurn, () => BlowAsync(strike, site.Front, weather, cuts, from, to));
        });

    private static Fault OfNode(string kind, ProxyWeather weather, bool cuts, double from, double to, int weight = 1) =>
        new(kind, weight, strike =>
        {
            var site = strike.AnySite();
            return strike.InTurnAsync(site.BackTurn, () => BlowAsync(strike, site.Back!, weather, cuts, from, to));
        });

    private static async Task BlowAsync(Strike strike, FaultProxy proxy, ProxyWeather weather, bool cuts, double from, double to)
    {
        proxy.Weather = weather;
        if (cuts)
            proxy.Cut();
        await strike.LastAsync(from, to);
        proxy.Weather = ProxyWeather.Fair;
    }

    private static Task<bool> CutAsync(Strike strike, bool ofClients)
    {
        var site = strike.AnySite();
        var proxy = ofClients ? site.Front : site.Back!;
        var share = strike.Random.Next(2) == 0 ? 1 : 0.5;
        return Task.FromResult(proxy.Cut(() => strike.Random.NextDouble() < share) > 0);
    }
}
