namespace Loquat.Protocol.Protobuf;

/// <summary>Writes the fields of the parts of replies and pushes; they descend (see <see cref="ProtobufOutput"/>).</summary>
internal static class ProtobufResultWriter
{
    public static void WriteConnect(ref ProtobufOutput output, ConnectResult result)
    {
        output.Number(11, result.Time);
        output.Text(10, result.Node);
        output.Text(9, result.Session);
        output.Flag(8, result.Pong);
        output.Number(7, result.Ping);
        WriteSubscriptions(ref output, field: 6, result.Subscriptions);
        output.Payload(5, result.Data.Span);
        output.Number(4, result.Ttl);
        output.Flag(3, result.Expires);
        output.Text(2, result.Version);
        output.Text(1, result.Client);
    }

    /// <summary>The same message numbered as in a push.</summary>
    public static void WritePushedConnect(ref ProtobufOutput output, ConnectResult result)
    {
        output.Number(11, result.Time);
        output.Text(10, result.Node);
        output.Text(9, result.Session);
        output.Flag(8, result.Pong);
        output.Number(7, result.Ping);
        output.Number(6, result.Ttl);
        output.Flag(5, result.Expires);
        WriteSubscriptions(ref output, field: 4, result.Subscriptions);
        output.Payload(3, result.Data.Span);
        output.Text(2, result.Version);
        output.Text(1, result.Client);
    }

    public static void WriteSubscribe(ref ProtobufOutput output, SubscribeResult result)
    {
        output.Number(14, result.Id);
        output.Flag(13, result.Delta);
        output.Flag(12, result.WasRecovering);
        output.Payload(11, result.Data.Span);
        output.Flag(10, result.Positioned);
        output.Number(9, result.Position.Offset);
        output.Flag(8, result.Recovered);
        WritePublications(ref output, field: 7, result.Publications);
        output.Text(6, result.Position.Epoch);
        output.Flag(3, result.Recoverable);
        output.Number(2, result.Ttl);
        output.Flag(1, result.Expires);
    }

    public static void WritePublications(ref ProtobufOutput output, int field, IReadOnlyList<Publication> publications)
    {
        for (var i = publications.Count - 1; i >= 0; i--)
        {
            var publication = output.Mark();
            WritePublication(ref output, publications[i]);
            output.EndMessage(field, publication);
        }
    }

    public static void WritePublication(ref ProtobufOutput output, Publication publication)
    {
        output.Number(16, publication.Version);
        output.Text(14, publication.Epoch);
        output.Text(10, publication.Channel);
        output.Flag(8, publication.Delta);
        output.Texts(7, publication.Tags);
        output.Number(6, publication.Offset);
        if (publication.Info is not null)
        {
            var info = output.Mark();
            WriteInfo(ref output, publication.Info);
            output.EndMessage(5, info);
        }

        output.Payload(4, publication.Data.Span);
    }

    public static void WriteInfo(ref ProtobufOutput output, ClientInfo info)
    {
        output.Payload(4, info.ChanInfo.Span);
        output.Payload(3, info.ConnInfo.Span);
        output.Text(2, info.Client);
        output.Text(1, info.User);
    }

    private static void WriteSubscriptions(
        ref ProtobufOutput output, int field, IReadOnlyDictionary<string, SubscribeResult>? subscriptions)
    {
        if (subscriptions is null)
            return;

        foreach (var (channel, subscription) in subscriptions)
        {
            var entry = output.Mark();
            WriteSubscribe(ref output, subscription);
            output.EndMessage(2, entry);
            output.Text(1, channel);
            output.EndMessage(field, entry);
        }
    }
}
