using System.Linq.Expressions;

namespace Loquat.Realtime.AspNetCore.Handlers;

/// <summary>Gives every way to return something one shape: a <see cref="ValueTask{TResult}"/>.</summary>
internal static class HandlerCall
{
    public static Expression Normalise(Expression call, out Type value)
    {
        var returned = call.Type;
        value = typeof(Nothing);
        if (returned == typeof(void))
            return Expression.Block(call, Expression.Default(typeof(ValueTask<Nothing>)));
        if (returned == typeof(Task) || returned == typeof(ValueTask))
            return Expression.Call(typeof(HandlerCall), nameof(ThenNothing), null, call);

        var isTask = typeof(Task).IsAssignableFrom(returned);
        value = isTask ? TaskResult(returned) : IsValueTask(returned) ? returned.GetGenericArguments()[0] : returned;
        return IsValueTask(returned)
            ? call
            : Expression.New(typeof(ValueTask<>).MakeGenericType(value).GetConstructor([isTask ? typeof(Task<>).MakeGenericType(value) : value])!, call);
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
