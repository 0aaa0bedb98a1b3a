using System.Buffers;
using System.Text;
using System.Text.Json;
using Loquat.Testing;

namespace Loquat.Faults.Clients;

/// <summary>Makes the chat's calls as somebody.</summary>
internal sealed class Caller(string bearer)
{
    public byte[] Token { get; } = JsonSerializer.SerializeToUtf8Bytes(new { authToken = bearer });

    public byte[] TokenForAllThreads { get; } = JsonSerializer.SerializeToUtf8Bytes(new { authToken = bearer, threads = true });

    public async Task<JsonElement> CallAsync(ProtocolClient client, string method, Action<Utf8JsonWriter> writeFields)
    {
        var data = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(data))
        {
            json.WriteStartObject();
            json.WriteString("authToken", bearer);
            writeFields(json);
            json.WriteEndObject();
        }

        using var answer = JsonDocument.Parse(await client.RpcAsync(method, Encoding.UTF8.GetString(data.WrittenSpan)));
        return answer.RootElement.Clone();
    }
}
