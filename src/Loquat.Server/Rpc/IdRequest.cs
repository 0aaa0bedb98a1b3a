using System.Text.Json.Serialization;

namespace Loquat.Server.Rpc;

/// <summary>A call about one thing, and nothing else to say.</summary>
internal sealed record IdRequest([property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long Id);
