using System.Diagnostics;

namespace Loquat.Protocol.Json;

/// <summary>Writes pushes.</summary>
internal static class JsonPushWriter
{
    public static void Write(ref JsonOutput output, Push push)
    {
        output.Begin();
        WriteFields(ref output, push);
        output.End();
    }

    public static void WriteFields(ref JsonOutput output, Push push)
    {
        output.Number("id"u8, push.Id);
        output.Text("channel"u8, push.Channel);
        switch (push)
        {
            case Push.Pub pub:
                output.Begin("pub"u8);
                JsonResultWriter.WritePublication(ref output, pub.Publication);
                break;
            case Push.Join join:
                output.Begin("join"u8);
                WriteInfo(ref output, join.Info);
                break;
            case Push.Leave leave:
                output.Begin("leave"u8);
                WriteInfo(ref output, leave.Info);
                break;
            case Push.Unsubscribe unsubscribe:
                output.Begin("unsubscribe"u8);
                WriteReason(ref output, unsubscribe.Code, unsubscribe.Reason);
                break;
            case Push.Subscribe subscribe:
                output.Begin("subscribe"u8);
                WriteSubscribe(ref output, subscribe);
                break;
            case Push.Message message:
                output.Begin("message"u8);
                output.Payload("data"u8, message.Data.Span);
                break;
            case Push.Connect connect:
                output.Begin("connect"u8);
                JsonResultWriter.WriteConnect(ref output, connect.Result);
                break;
            case Push.Disconnect disconnect:
                output.Begin("disconnect"u8);
                WriteReason(ref output, disconnect.Code, disconnect.Reason);
                break;
            case Push.Refresh refresh:
                output.Begin("refresh"u8);
                output.Flag("expires"u8, refresh.Expires);
                output.Number("ttl"u8, refresh.Ttl);
                break;
            default:
                throw new UnreachableException();
        }

        output.End();
    }

    private static void WriteInfo(ref JsonOutput output, ClientInfo info)
    {
        output.Begin("info"u8);
        JsonResultWriter.WriteInfo(ref output, info);
        output.End();
    }

    private static void WriteReason(ref JsonOutput output, uint code, string reason)
    {
        output.Number("code"u8, code);
        output.Text("reason"u8, reason);
    }

    private static void WriteSubscribe(ref JsonOutput output, Push.Subscribe subscribe)
    {
        output.Flag("recoverable"u8, subscribe.Recoverable);
        output.Text("epoch"u8, subscribe.Position.Epoch);
        output.Number("offset"u8, subscribe.Position.Offset);
        output.Flag("positioned"u8, subscribe.Positioned);
        output.Payload("data"u8, subscribe.Data.Span);
    }
}
