namespace Loquat.Protocol.Json;

/// <summary>Writes the fields of the parts of replies and pushes, without the braces around them.</summary>
internal static class JsonResultWriter
{
    public static void WriteConnect(ref JsonOutput output, ConnectResult result)
    {
        output.Text("client"u8, result.Client);
        output.Text("version"u8, result.Version);
        output.Flag("expires"u8, result.Expires);
        output.Number("ttl"u8, result.Ttl);
        output.Payload("data"u8, result.Data.Span);
        if (result.Subscriptions is { Count: > 0 } subscriptions)
        {
            output.Begin("subs"u8);
            foreach (var (channel, subscription) in subscriptions)
            {
                output.Key(channel);
                output.Begin();
                WriteSubscribe(ref output, subscription);
                output.End();
            }

            output.End();
        }

        output.Number("ping"u8, result.Ping);
        output.Flag("pong"u8, result.Pong);
        output.Text("session"u8, result.Session);
        output.Text("node"u8, result.Node);
        output.Number("time"u8, result.Time);
    }

    public static void WriteSubscribe(ref JsonOutput output, SubscribeResult result)
    {
        output.Flag("expires"u8, result.Expires);
        output.Number("ttl"u8, result.Ttl);
        output.Flag("recoverable"u8, result.Recoverable);
        output.Text("epoch"u8, result.Position.Epoch);
        if (result.Publications.Count > 0)
            WritePublications(ref output, result.Publications);
        output.Flag("recovered"u8, result.Recovered);
        output.Number("offset"u8, result.Position.Offset);
        output.Flag("positioned"u8, result.Positioned);
        output.Payload("data"u8, result.Data.Span);
        output.Flag("was_recovering"u8, result.WasRecovering);
        output.Flag("delta"u8, result.Delta);
        output.Number("id"u8, result.Id);
    }

    public static void WritePublications(ref JsonOutput output, IReadOnlyList<Publication> publications)
    {
        output.BeginArray("publications"u8);
        foreach (var publication in publications)
        {
            output.Item();
            output.Begin();
            WritePublication(ref output, publication);
            output.End();
        }

        output.EndArray();
    }

    public static void WritePublication(ref JsonOutput output, Publication publication)
    {
        output.Payload("data"u8, publication.Data.Span);
        if (publication.Info is not null)
        {
            output.Begin("info"u8);
            WriteInfo(ref output, publication.Info);
            output.End();
        }

        output.Number("offset"u8, publication.Offset);
        output.Texts("tags"u8, publication.Tags);
        output.Flag("delta"u8, publication.Delta);
        output.Text("channel"u8, publication.Channel);
        output.Text("epoch"u8, publication.Epoch);
        output.Number("version"u8, publication.Version);
    }

    public static void WriteInfo(ref JsonOutput output, ClientInfo info)
    {
        output.AlwaysText("user"u8, info.User);
        output.AlwaysText("client"u8, info.Client);
        output.Payload("conn_info"u8, info.ConnInfo.Span);
        output.Payload("chan_info"u8, info.ChanInfo.Span);
    }
}
