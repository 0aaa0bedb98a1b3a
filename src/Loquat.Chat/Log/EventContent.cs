using System.Text.Json;
using System.Text.Json.Serialization;
using Loquat.Chat.Branches;
using Loquat.Chat.Messages;
using Loquat.Chat.Threads;

namespace Loquat.Chat.Log;

/// <summary>What one event of a thread's log says: as JSON it is stored, announced and recovered, byte for byte the same.</summary>
public abstract record EventContent
{
    private static readonly Dictionary<string, Type> Kinds = new()
    {
        [ThreadCreated.EventType] = typeof(ThreadCreated),
        [ThreadRenamed.EventType] = typeof(ThreadRenamed),
        [TopicChanged.EventType] = typeof(TopicChanged),
        [ThreadArchived.EventType] = typeof(ThreadArchived),
        [ThreadReopened.EventType] = typeof(ThreadReopened),
        [MemberJoined.EventType] = typeof(MemberJoined),
        [MemberLeft.EventType] = typeof(MemberLeft),
        [MemberRoleChanged.EventType] = typeof(MemberRoleChanged),
        [MessagePosted.EventType] = typeof(MessagePosted),
        [MessageEdited.EventType] = typeof(MessageEdited),
        [MessageDeleted.EventType] = typeof(MessageDeleted),
        [ReactionAdded.EventType] = typeof(ReactionAdded),
        [ReactionRemoved.EventType] = typeof(ReactionRemoved),
        [MessagePinned.EventType] = typeof(MessagePinned),
        [MessageUnpinned.EventType] = typeof(MessageUnpinned),
        [BranchChanged.EventType] = typeof(BranchChanged),
        [NothingChanged.EventType] = typeof(NothingChanged),
    };

    /// <summary>In the past tense, such as <c>message.posted</c>.</summary>
    [JsonPropertyOrder(-1)]
    public abstract string Type { get; }

    /// <summary>The kinds of events that this program writes.</summary>
    public static IReadOnlyCollection<string> Types => Kinds.Keys;

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, GetType(), ChatJson.Plain);

    /// <exception cref="InvalidOperationException">This program knows no such kind of event.</exception>
    internal static EventContent Parse(string type, byte[] payload) =>
        Kinds.TryGetValue(type, out var kind) && JsonSerializer.Deserialize(payload, kind, ChatJson.Plain) is EventContent content
            ? content
            : throw new InvalidOperationException($"The log holds an event of the unknown kind {type}.");
}
