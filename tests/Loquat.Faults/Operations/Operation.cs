using System.Text.Json;
using Loquat.Faults.Checking;

namespace Loquat.Faults.Operations;

/// <summary>A change that a client wants made. Thread and client id are fixed when Enter is pressed; every attempt says the same.</summary>
internal abstract record Operation(string ClientId, long ThreadId)
{
    /// <summary>For the summary.</summary>
    public abstract string Kind { get; }

    /// <summary>The RPC that asks for it.</summary>
    public abstract string Method { get; }

    /// <summary>The RPC's fields beside the token.</summary>
    public abstract void WriteFields(Utf8JsonWriter json);

    /// <summary>Whether an event of the log is this change.</summary>
    public abstract bool IsDoneBy(LoggedEvent logged);

    /// <summary>The event's offset, if the answer says it; else 0.</summary>
    public virtual long OffsetIn(JsonElement answer) => 0;

    /// <summary>Whether the server may say no for good, since somebody else was faster.</summary>
    public virtual bool MayBeRefused => false;
}

/// <summary>Says something.</summary>
internal sealed record Post(string ClientId, long ThreadId, string Text) : Operation(ClientId, ThreadId)
{
    public override string Kind => "post";

    public override string Method => "thread:publish";

    public override void WriteFields(Utf8JsonWriter json)
    {
        json.WriteNumber("id", ThreadId);
        json.WriteString("message", Text);
        json.WriteString("clientId", ClientId);
    }

    public override bool IsDoneBy(LoggedEvent logged) => logged.Type == "message.posted" && logged.ClientId == ClientId;

    public override long OffsetIn(JsonElement answer) => answer.GetProperty("message").GetProperty("offset").GetInt64();
}
