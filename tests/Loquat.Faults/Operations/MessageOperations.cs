using System.Text.Json;
using Loquat.Faults.Clients;
using Loquat.Protocol;

namespace Loquat.Faults.Operations;

/// <summary>A change to a message that is there.</summary>
internal abstract record MessageOperation(string ClientId, long ThreadId, long MessageId) : Operation(ClientId, ThreadId)
{
    private const int Conflict = 409;

    public sealed override void WriteFields(Utf8JsonWriter json)
    {
        json.WriteNumber("id", MessageId);
        json.WriteString("clientId", ClientId);
        WriteMore(json);
    }

    /// <summary>The message may have been deleted since it was shown. Another conflict would be a bug: nobody uses an id twice.</summary>
    public override bool MayBeRefused(ProtocolError error) => error.Code == Conflict && error.Message.StartsWith("The message is deleted.", StringComparison.Ordinal);

    protected virtual void WriteMore(Utf8JsonWriter json)
    {
    }
}

internal sealed record Edit(string ClientId, long ThreadId, long MessageId, string Text) : MessageOperation(ClientId, ThreadId, MessageId)
{
    public override string Kind => "edit";

    public override string Method => "message:edit";

    public override IReadOnlyList<string> Events => ["message.edited"];

    protected override void WriteMore(Utf8JsonWriter json) => json.WriteString("text", Text);
}

internal sealed record Delete(string ClientId, long ThreadId, long MessageId) : MessageOperation(ClientId, ThreadId, MessageId)
{
    public override string Kind => "delete";

    public override string Method => "message:delete";

    public override IReadOnlyList<string> Events => ["message.deleted", "nothing.changed"];
}

internal sealed record React(string ClientId, long ThreadId, long MessageId, string Emoji, bool IsWanted)
    : MessageOperation(ClientId, ThreadId, MessageId)
{
    public override string Kind => IsWanted ? "react" : "unreact";

    public override string Method => IsWanted ? "message:react" : "message:unreact";

    public override IReadOnlyList<string> Events => [IsWanted ? "reaction.added" : "reaction.removed", "nothing.changed"];

    protected override void WriteMore(Utf8JsonWriter json) => json.WriteString("emoji", Emoji);
}

internal sealed record Pin(string ClientId, long ThreadId, long MessageId, bool IsWanted) : MessageOperation(ClientId, ThreadId, MessageId)
{
    public override string Kind => IsWanted ? "pin" : "unpin";

    public override string Method => IsWanted ? "message:pin" : "message:unpin";

    public override IReadOnlyList<string> Events => [IsWanted ? "message.pinned" : "message.unpinned", "nothing.changed"];
}

/// <summary>Says again, in another thread, what a message says; with files of its own that hold the same.</summary>
/// <param name="From">The original's thread.</param>
internal sealed record Forward(string ClientId, long ThreadId, ShownMessage Original, long From) : MessageOperation(ClientId, ThreadId, Original.Id)
{
    /// <summary>Whether its author deletes the original at the same time, from another device.</summary>
    public bool IsDeletedMeanwhile { get; init; }

    public override string Kind => "forward";

    public override string Method => "message:forward";

    public override IReadOnlyList<string> Events => ["message.posted"];

    /// <summary>What the original had as it was seen: it keeps that until it is deleted, and then it cannot be forwarded.</summary>
    public override IReadOnlyList<string> FileNames => [.. Original.Files.Each.Select(file => file.Name)];

    public override long OffsetIn(JsonElement answer) => answer.GetProperty("message").GetProperty("offset").GetInt64();

    protected override void WriteMore(Utf8JsonWriter json) => json.WriteNumber("thread", ThreadId);
}
