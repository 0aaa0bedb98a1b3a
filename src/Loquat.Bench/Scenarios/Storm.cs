using Loquat.Bench.Connections;
using Loquat.Bench.Dialects;
using Loquat.Bench.Measuring;

namespace Loquat.Bench.Scenarios;

/// <summary>Everybody is gone, something is said, everybody comes back at once and recovers it. The channels need a history.</summary>
public static class Storm
{
    // So much each of them has missed.
    private const int Missed = 10;

    /// <summary>Runs it once.</summary>
    public static Figures Run(Target target, int connections, int channels)
    {
        if (target.Dialect is not CentrifugoDialect dialect)
            throw new LoadException("Nothing else recovers.");

        using var server = new ServerProcess(target.ProcessId);
        var places = Channels.Name(channels).Select(name => new Place(name)).ToArray();
        using (var loop = new LoadLoop(target.Url, dialect))
        {
            foreach (var place in places)
                loop.OpenAll(1, _ => dialect.Recover(place.Channel, 0, ""), (_, answer) => place.Epoch = EpochIn(answer));
            loop.OpenAll(connections, i => dialect.Subscribe(places[i % channels].Channel));
        }
        server.Settle();
        Miss(target, dialect, places);

        using var back = new LoadLoop(target.Url, dialect);
        var window = new Window(server, 0);
        var recovered = 0;
        back.OpenAll(
            connections,
            i => dialect.Recover(places[i % channels].Channel, 0, places[i % channels].Epoch),
            (_, answer) => recovered += HasRecovered(answer) ? 1 : 0);
        var figures = window.Close($"{connections:N0} clients of {channels:N0} channels come back, {Missed} messages behind", "client", connections);
        return recovered == connections
            ? figures
            : throw new LoadException($"Only {recovered} of {connections} recovered: the channels need a history, of {Missed} publications at least.");
    }

    private static void Miss(Target target, CentrifugoDialect dialect, Place[] places)
    {
        using var loop = new LoadLoop(target.Url, dialect);
        var publisher = loop.OpenAll(1, _ => dialect.Connect())[0];
        for (var i = 0; i < Missed * places.Length; i++)
        {
            publisher.Send(dialect.Publish(places[i % places.Length].Channel, Payload.Of("missed")));
            var said = i + 1;
            loop.Until(() => publisher.Heard == said, "a publication is answered");
        }
    }

    private static bool HasRecovered(ReadOnlySpan<byte> answer) =>
        answer.IndexOf("\"recovered\":true"u8) >= 0 && answer.IndexOf("\"publications\":["u8) >= 0;

    private static string EpochIn(ReadOnlySpan<byte> answer)
    {
        var name = "\"epoch\":\""u8;
        var at = answer.IndexOf(name);
        if (at < 0)
            throw new LoadException("A subscription has no position: the channels need a history.");

        var value = answer[(at + name.Length)..];
        return System.Text.Encoding.UTF8.GetString(value[..value.IndexOf((byte)'"')]);
    }

    private sealed class Place(string channel)
    {
        public string Channel { get; } = channel;

        public string Epoch { get; set; } = "";
    }
}
