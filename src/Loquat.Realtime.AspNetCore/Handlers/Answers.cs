using System.Text.Json;
using Loquat.Protocol;

namespace Loquat.Realtime.AspNetCore.Handlers;

/// <summary>How what a handler returns becomes the answer to its event.</summary>
internal abstract class Answers<TAnswer>
{
    public abstract TAnswer Refuse(ProtocolError error);

    /// <summary>Whether a handler of this event can return that type.</summary>
    public abstract bool CanBe(Type value);

    /// <summary>For a type that <see cref="CanBe"/> allows.</summary>
    public abstract Func<TValue, TAnswer> From<TValue>();
}

/// <summary>Return value of a handler that returns none.</summary>
internal readonly record struct Nothing;

/// <summary>Events whose answer is one closed set of records: a handler returns one of these, or an error.</summary>
internal sealed class ClosedAnswers<TAnswer>(Func<ProtocolError, TAnswer> refuse) : Answers<TAnswer>
{
    public override TAnswer Refuse(ProtocolError error) => refuse(error);

    public override bool CanBe(Type value) => value.IsAssignableTo(typeof(TAnswer)) || value == typeof(ProtocolError);

    public override Func<TValue, TAnswer> From<TValue>() =>
        typeof(TValue) == typeof(ProtocolError) ? value => refuse((ProtocolError)(object)value!) : value => (TAnswer)(object)value!;
}

/// <summary>Events that are only told.</summary>
internal sealed class NoAnswers : Answers<Nothing>
{
    public override Nothing Refuse(ProtocolError error) => default;

    public override bool CanBe(Type value) => value == typeof(Nothing);

    public override Func<TValue, Nothing> From<TValue>() => _ => default;
}

/// <summary>RPCs: an answer as it is, bytes as they are, nothing as an empty result, anything else as JSON.</summary>
internal sealed class RpcAnswers(JsonSerializerOptions json) : Answers<RpcAnswer>
{
    private static readonly RpcAnswer Empty = new RpcAnswer.Result(default);

    public override RpcAnswer Refuse(ProtocolError error) => new RpcAnswer.Refused(error);

    public override bool CanBe(Type value) => true;

    public override Func<TValue, RpcAnswer> From<TValue>() => value => value switch
    {
        Nothing => Empty,
        RpcAnswer answer => answer,
        ProtocolError error => new RpcAnswer.Refused(error),
        Disconnect disconnect => new RpcAnswer.Closed(disconnect),
        ReadOnlyMemory<byte> bytes => new RpcAnswer.Result(bytes),
        byte[] bytes => new RpcAnswer.Result(bytes),
        _ => new RpcAnswer.Result(JsonSerializer.SerializeToUtf8Bytes(value, json)),
    };
}
