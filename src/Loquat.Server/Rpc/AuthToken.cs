using System.Text.Json;

namespace Loquat.Server.Rpc;

/// <summary>The field that carries the bearer token in the data of a connect and of every call.</summary>
internal static class AuthToken
{
    /// <summary>Null if the data is no JSON object, or has no such field, or it is no text.</summary>
    public static string? Read(ReadOnlySpan<byte> data)
    {
        try
        {
            var reader = new Utf8JsonReader(data);
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject ? Find(ref reader) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Whoever sends something that is not JSON, or a text that is none, has not said who they are.
            return null;
        }
    }

    private static string? Find(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals("authToken"u8);
            reader.Read();
            if (found)
                return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            reader.Skip();
        }
        return null;
    }
}
