using System.Text.Json;
using System.Text.Json.Serialization;
using Loquat.Chat.Log;
using Loquat.Chat.Threads;

namespace Loquat.Chat.Branches;

/// <summary>An event of the parent's log: a branch has begun, or something was said or deleted in it.</summary>
/// <param name="MessageId">The message that the branch starts from.</param>
/// <param name="Branch">Its mark as it is from here on, as a whole.</param>
public sealed record BranchChanged(long MessageId, BranchView Branch) : EventContent
{
    public const string EventType = "branch.changed";

    [JsonPropertyOrder(-1)]
    public override string Type => EventType;
}

/// <summary>What the channel <c>user:{id}</c> carries when its user follows a branch from now on.</summary>
public sealed record ThreadFollowed(ThreadView Thread)
{
    [JsonPropertyOrder(-1)]
    public string Type { get; } = "thread.followed";

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ChatJson.Plain.ThreadFollowed);
}

/// <summary>What it carries when they do no more.</summary>
public sealed record ThreadUnfollowed(long ThreadId)
{
    [JsonPropertyOrder(-1)]
    public string Type { get; } = "thread.unfollowed";

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ChatJson.Plain.ThreadUnfollowed);
}
