using System.Text.Json.Serialization;

namespace Loquat.Server.People;

/// <summary>Whether somebody is here.</summary>
internal sealed record PersonPresence(long Id, Presence Presence)
{
    /// <summary>Of whoever is not: when they last were, about to the minute. Null if they never were.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? LastSeen { get; init; }
}
