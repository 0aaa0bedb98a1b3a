using System.Linq.Expressions;

namespace Loquat.Realtime.AspNetCore.Handlers;

/// <summary>Gives every way to return something one shape: a <see cref="ValueTask{TResult}"/>.</summary>
internal static class HandlerCall
{
    /// <summary>What a handler that returns this has to say in the end.</summary>
    public static Type ValueOf(Type returned)
    {
        if (returned == typeof(void) || returned == typeof(Task) || returned == typeof(ValueTask))
            return typeof(Nothing);
        if (typeof(Task).IsAssignableFrom(returned))
            return TaskResult(returned);
        return IsValueTask(returned) ? returned.GetGenericArguments()[0] : returned;
    }

    public static Expression Normalise(Expression call)
    {
        var returned = call.Type;
        if (returned == typeof(void))
            return Expression.Block(call, Expression.Default(typeof(ValueTask<Nothing>)));
        if (returned == typeof(Task) || returned == typeof(ValueTask))
            return Expression.Call(typeof(HandlerCall), nameof(ThenNothing), null, call);
        if (IsValueTask(returned))
            return call;

        var value = ValueOf(returned);
        var wrapped = typeof(Task).IsAssignableFrom(returned) ? typeof(Task<>).MakeGenericType(value) : value;
        return Expression.New(typeof(ValueTask<>).MakeGenericType(value).GetConstructor([wrapped])!, call);
    }

    private static bool IsValueTask(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>);

    private static Type TaskResult(Type task)
    {
        var type = task;
        while (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(Task<>))
            type = type.BaseType ?? throw new InvalidOperationException($"{task.Name} cannot be awaited for a value.");
        return type.GetGenericArguments()[0];
    }

    private static async ValueTask<Nothing> ThenNothing(Task task)
    {
        await task;
        return default;
    }

    private static async ValueTask<Nothing> ThenNothing(ValueTask task)
    {
        await task;
        return default;
    }
}
