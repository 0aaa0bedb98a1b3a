using System.Diagnostics;

namespace Loquat.Protocol.Protobuf;

/// <summary>Writes the fields of a push; they descend (see <see cref="ProtobufOutput"/>).</summary>
internal static class ProtobufPushWriter
{
    public static void Write(ref ProtobufOutput output, Push push)
    {
        var content = output.Mark();
        var field = WriteContent(ref output, push);
        output.EndMessage(field, content);
        output.Text(PushField.Channel, push.Channel);
        output.Number(PushField.Id, push.Id);
    }

    /// <summary>Returns the field that the content belongs in.</summary>
    private static int WriteContent(ref ProtobufOutput output, Push push)
    {
        switch (push)
        {
            case Push.Pub pub:
                ProtobufResultWriter.WritePublication(ref output, pub.Publication);
                return PushField.Pub;
            case Push.Join join:
                WriteInfo(ref output, join.Info);
                return PushField.Join;
            case Push.Leave leave:
                WriteInfo(ref output, leave.Info);
                return PushField.Leave;
            case Push.Unsubscribe unsubscribe:
                output.Text(3, unsubscribe.Reason);
                output.Number(2, unsubscribe.Code);
                return PushField.Unsubscribe;
            case Push.Message message:
                output.Payload(1, message.Data.Span);
                return PushField.Message;
            case Push.Subscribe subscribe:
                WriteSubscribe(ref output, subscribe);
                return PushField.Subscribe;
            case Push.Connect connect:
                ProtobufResultWriter.WritePushedConnect(ref output, connect.Result);
                return PushField.Connect;
            case Push.Disconnect disconnect:
                output.Text(2, disconnect.Reason);
                output.Number(1, disconnect.Code);
                return PushField.Disconnect;
            case Push.Refresh refresh:
                output.Number(2, refresh.Ttl);
                output.Flag(1, refresh.Expires);
                return PushField.Refresh;
            default:
                throw new UnreachableException();
        }
    }

    private static void WriteInfo(ref ProtobufOutput output, ClientInfo info)
    {
        var mark = output.Mark();
        ProtobufResultWriter.WriteInfo(ref output, info);
        output.EndMessage(1, mark);
    }

    private static void WriteSubscribe(ref ProtobufOutput output, Push.Subscribe subscribe)
    {
        output.Payload(7, subscribe.Data.Span);
        output.Flag(6, subscribe.Positioned);
        output.Number(5, subscribe.Position.Offset);
        output.Text(4, subscribe.Position.Epoch);
        output.Flag(1, subscribe.Recoverable);
    }
}
