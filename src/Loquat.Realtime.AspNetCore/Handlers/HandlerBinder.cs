using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Loquat.Realtime.AspNetCore.Handlers;

/// <summary>A handler with all its parameters found.</summary>
internal delegate ValueTask<TAnswer> Handler<in TContext, TAnswer>(TContext context);

/// <summary>
/// Makes a handler out of any delegate: each parameter is the event itself, a part of it, a service, or (one of them) the client's data.
/// What cannot be bound is said when the delegate is mapped, not when a client calls.
/// </summary>
internal sealed class HandlerBinder(IServiceProviderIsService services, IOptions<JsonOptions> json, IOptions<HandlerOptions> options)
{
    private static readonly MethodInfo ComposeMethod = typeof(HandlerBinder).GetMethod(nameof(Compose), BindingFlags.Instance | BindingFlags.NonPublic)!;

    /// <summary>A missing, null or differently spelled field is the client's error, never a default value.</summary>
    private readonly JsonSerializerOptions _reading = new(json.Value.SerializerOptions)
    {
        PropertyNameCaseInsensitive = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public Handler<TContext, TAnswer> Bind<TContext, TAnswer>(string name, Delegate handler, Answers<TAnswer> answers)
        where TContext : EventContext
    {
        var returned = handler.GetType().GetMethod("Invoke")!.ReturnType;
        var parameters = ParametersOf(handler);
        var request = RequestOf<TContext>(name, parameters);
        if (!answers.CanBe(HandlerCall.ValueOf(returned)))
            throw new InvalidOperationException($"{name}: a handler of this kind cannot return {returned.Name}.");

        // An application maps many handlers and needs few of them in its first second: each is compiled when it is first called.
        var compiled = new Lazy<Handler<TContext, TAnswer>>(() => Compile<TContext, TAnswer>(handler, parameters, request, answers));
        return context => compiled.Value(context);
    }

    private Handler<TContext, TAnswer> Compile<TContext, TAnswer>(
        Delegate handler, ParameterInfo[] parameters, ParameterInfo? request, Answers<TAnswer> answers)
        where TContext : EventContext
    {
        var context = Expression.Parameter(typeof(TContext), "context");
        var requestType = request?.ParameterType ?? typeof(Nothing);
        var requestValue = Expression.Parameter(requestType, "request");
        var arguments = parameters.Select(parameter => parameter == request ? requestValue : Argument(parameter, context));
        var call = HandlerCall.Normalise(Expression.Invoke(Expression.Constant(handler), arguments));

        var compose = ComposeMethod.MakeGenericMethod(typeof(TContext), typeof(TAnswer), requestType, call.Type.GetGenericArguments()[0]);
        var invoke = Expression.Lambda(call, context, requestValue).Compile();
        return (Handler<TContext, TAnswer>)compose.Invoke(this, [invoke, request, answers])!;
    }

    /// <summary>A delegate that is closed over a static method's first parameter does not show that one to its callers.</summary>
    private static ParameterInfo[] ParametersOf(Delegate handler)
    {
        var visible = handler.GetType().GetMethod("Invoke")!.GetParameters().Length;
        return handler.Method.GetParameters()[^visible..];
    }

    private ParameterInfo? RequestOf<TContext>(string name, ParameterInfo[] parameters)
    {
        ParameterInfo? request = null;
        foreach (var parameter in parameters.Where(parameter => !IsFound<TContext>(name, parameter)))
        {
            if (!CanBeRead(parameter.ParameterType))
                throw Unbindable(name, parameter, "is neither a registered service nor a type that the client's data can be read into");
            if (request is not null)
                throw Unbindable(name, parameter, $"cannot be bound: the client's data already goes into '{request.Name}'");
            request = parameter;
        }

        return request;
    }

    private static InvalidOperationException Unbindable(string name, ParameterInfo parameter, string why) =>
        new($"{name}: parameter '{parameter.Name}' of type {parameter.ParameterType.Name} {why}.");

    /// <summary>True if the event or the services have it. What is left over has to come from the client's data.</summary>
    private bool IsFound<TContext>(string name, ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (type == typeof(CancellationToken) || type.IsAssignableFrom(typeof(TContext)) || IsPayload(type))
            return true;
        if (type == typeof(IConnection))
            return typeof(TContext).IsAssignableTo(typeof(RealtimeContext)) ? true : throw Unbindable(name, parameter, "cannot be bound: no connection has this event");
        if (parameter.IsDefined(typeof(FromFeaturesAttribute)))
            return type.IsValueType ? throw Unbindable(name, parameter, "cannot come from the features, which hold classes only") : true;
        if (IsService(parameter))
            return true;
        if (IsMarkedAsService(parameter))
            return parameter.HasDefaultValue ? true : throw Unbindable(name, parameter, "is not a registered service");
        return false;
    }

    private bool IsService(ParameterInfo parameter) => parameter.GetCustomAttribute<FromKeyedServicesAttribute>()?.Key is { } key
        ? services is IServiceProviderIsKeyedService keyed && keyed.IsKeyedService(parameter.ParameterType, key)
        : services.IsService(parameter.ParameterType);

    private static bool IsPayload(Type type) => type == typeof(ReadOnlyMemory<byte>);

    private static bool IsMarkedAsService(ParameterInfo parameter) =>
        parameter.IsDefined(typeof(FromKeyedServicesAttribute)) || parameter.GetCustomAttributes().Any(attribute => attribute is IFromServiceMetadata);

    /// <summary>A lone number or text is refused: who writes one means a field of the data.</summary>
    private static bool CanBeRead(Type type) =>
        !type.IsPrimitive && !type.IsEnum && !type.IsInterface && type != typeof(string) && type != typeof(object)
        && (!type.IsAbstract || type.IsDefined(typeof(JsonPolymorphicAttribute)) || type == typeof(JsonNode))
        && !typeof(IFormattable).IsAssignableFrom(Nullable.GetUnderlyingType(type) ?? type)
        && !typeof(EventContext).IsAssignableFrom(type);

    private static Expression Argument(ParameterInfo parameter, ParameterExpression context)
    {
        var type = parameter.ParameterType;
        if (type == typeof(CancellationToken))
            return Expression.Property(context, nameof(EventContext.CancellationToken));
        if (type == typeof(IConnection))
            return Expression.Property(context, nameof(RealtimeContext.Connection));
        if (type.IsAssignableFrom(context.Type))
            return context;
        if (IsPayload(type))
            return Expression.Property(Expression.Convert(context, typeof(EventContext)), nameof(EventContext.Payload));

        var source = parameter.IsDefined(typeof(FromFeaturesAttribute)) ? nameof(Sources.Feature) : nameof(Sources.Service);
        return Expression.Call(typeof(Sources), source, [type], context, Expression.Constant(parameter));
    }

    private Handler<TContext, TAnswer> Compose<TContext, TAnswer, TRequest, TValue>(
        Func<TContext, TRequest?, ValueTask<TValue>> invoke, ParameterInfo? request, Answers<TAnswer> answers)
        where TContext : EventContext
    {
        var answer = answers.From<TValue>();
        if (request is null)
            return async context => answer(await invoke(context, default));

        var optional = new NullabilityInfoContext().Create(request).WriteState == NullabilityState.Nullable;
        var reader = new RequestReader<TRequest>((JsonTypeInfo<TRequest>)_reading.GetTypeInfo(typeof(TRequest)), optional, options.Value.InvalidDataCode);
        return async context => reader.TryRead(context.Payload, out var value, out var error)
            ? answer(await invoke(context, value))
            : answers.Refuse(error);
    }

    /// <summary>Where arguments come from that only the moment of the call knows.</summary>
    private static class Sources
    {
        public static T Feature<T>(EventContext context, ParameterInfo parameter) =>
            context.Features.Get<T>() ?? throw new InvalidOperationException($"No filter has set the feature for parameter '{parameter.Name}'.");

        public static T? Service<T>(EventContext context, ParameterInfo parameter)
            where T : class
        {
            if (parameter.GetCustomAttribute<FromKeyedServicesAttribute>()?.Key is { } key)
                return parameter.HasDefaultValue ? context.Services.GetKeyedService<T>(key) : context.Services.GetRequiredKeyedService<T>(key);
            return parameter.HasDefaultValue ? context.Services.GetService<T>() : context.Services.GetRequiredService<T>();
        }
    }
}
