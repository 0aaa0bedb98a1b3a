using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Loquat.Protocol.Json;

namespace Loquat.Protocol;

/// <summary>What applications send through the protocol: any bytes on Protobuf connections, JSON on JSON connections.</summary>
public static class Payload
{
    /// <summary>
    /// Whether a JSON connection can be sent this: one JSON value in UTF-8, nothing around it but white space. Ask before publishing; the codec
    /// does not ask again and one wrong payload breaks the message it stands in.
    /// </summary>
    public static bool IsJson(ReadOnlySpan<byte> payload)
    {
        if (!Utf8.IsValid(payload))
            return false;

        try
        {
            var reader = new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = JsonInput.MaxDepth });
            while (reader.Read())
            {
                // Only reading to the end tells.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>
    /// The payload's text as a JSON string: the form that <c>data</c> has for a JSON subscriber with delta compression (section 14).
    /// Bytes that are not UTF-8 become U+FFFD.
    /// </summary>
    public static byte[] Quote(ReadOnlySpan<byte> payload)
    {
        var quoted = new ArrayBufferWriter<byte>(payload.Length + payload.Length / 4 + 2);
        var json = new JsonOutput(quoted);
        json.Quoted(Encoding.UTF8.GetString(payload));
        json.Flush();
        return quoted.WrittenSpan.ToArray();
    }
}
