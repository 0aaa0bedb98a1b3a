using System.Text.Json;
using Loquat.Faults.Checking;
using Loquat.Protocol;

namespace Loquat.Faults.Operations;

/// <summary>A change that a client wants made. Thread and client id are fixed when Enter is pressed; every attempt says the same.</summary>
internal abstract record Operation(string ClientId, long ThreadId)
{
    /// <summary>For the summary.</summary>
    public abstract string Kind { get; }

    /// <summary>The RPC that asks for it.</summary>
    public abstract string Method { get; }

    /// <summary>The kinds of events that are this change, or the note that there was nothing to change. None if it is no event.</summary>
    public abstract IReadOnlyList<string> Events { get; }

    /// <summary>The names of the files that the message has which this makes, in its order.</summary>
    public virtual IReadOnlyList<string> FileNames => [];

    /// <summary>The RPC's fields beside the token.</summary>
    public abstract void WriteFields(Utf8JsonWriter json);

    /// <summary>Whether an event of the log is this change.</summary>
    public bool IsDoneBy(LoggedEvent logged) => logged.ClientId == ClientId && Events.Contains(logged.Type);

    /// <summary>The event's offset, as the answer says it.</summary>
    public virtual long OffsetIn(JsonElement answer) => answer.GetProperty("offset").GetInt64();

    /// <summary>Whether the server may say no for good, since somebody else was faster.</summary>
    public virtual bool MayBeRefused(ProtocolError error) => false;
}

/// <summary>What somebody does with the same files at the same time, from another device.</summary>
internal enum Rival
{
    None,

    /// <summary>Sends them with another message: one of the two has them.</summary>
    SecondMessage,

    /// <summary>Takes them back: the message has them, or they are gone and there is no message.</summary>
    TakeBack,
}

/// <summary>Says something, and takes along what was uploaded for it.</summary>
internal sealed record Post(string ClientId, long ThreadId, string Text) : Operation(ClientId, ThreadId)
{
    private const int Invalid = 400;

    /// <summary>Each has its id by the time this is sent.</summary>
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];

    public Rival Rival { get; init; }

    public override string Kind => "post";

    public override string Method => "thread:publish";

    public override IReadOnlyList<string> Events => ["message.posted"];

    public override IReadOnlyList<string> FileNames => [.. Attachments.Select(attachment => attachment.Name)];

    public IEnumerable<long> FileIds => Attachments.Select(attachment => attachment.FileId ?? throw new InvalidOperationException($"{attachment.Key} is not uploaded."));

    public override void WriteFields(Utf8JsonWriter json)
    {
        json.WriteNumber("id", ThreadId);
        json.WriteString("message", Text);
        json.WriteString("clientId", ClientId);
        if (Attachments.Count == 0)
            return;

        json.WriteStartArray("files");
        foreach (var id in FileIds)
            json.WriteNumberValue(id);
        json.WriteEndArray();
    }

    public override long OffsetIn(JsonElement answer) => answer.GetProperty("message").GetProperty("offset").GetInt64();

    /// <summary>Its rival was faster.</summary>
    public override bool MayBeRefused(ProtocolError error) =>
        Rival != Rival.None && error.Code == Invalid && error.Message.EndsWith("[file_not_loose]", StringComparison.Ordinal);
}

/// <summary>Says how far its user has read. Later words of the same user outdo it, so it is no event and needs no id.</summary>
internal sealed record MarkRead(string ClientId, long ThreadId, long Offset) : Operation(ClientId, ThreadId)
{
    public override string Kind => "mark read";

    public override string Method => "thread:read";

    public override IReadOnlyList<string> Events => [];

    public override void WriteFields(Utf8JsonWriter json)
    {
        json.WriteNumber("id", ThreadId);
        json.WriteNumber("offset", Offset);
    }
}
