using System.Text.Json.Serialization;

namespace Loquat.Server.People;

/// <summary>Whether somebody is here. The more here, the greater.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Presence>))]
internal enum Presence
{
    [JsonStringEnumMemberName("offline")]
    Offline,

    /// <summary>Connected, without having touched anything for some minutes on any device.</summary>
    [JsonStringEnumMemberName("idle")]
    Idle,

    [JsonStringEnumMemberName("online")]
    Online,
}
