using System.Collections;
using System.Reflection;
using System.Text;

namespace Loquat.Protocol.Tests;

/// <summary>
/// Makes messages by reflection over the records, so that a field added later is tested without anyone thinking of it.
/// </summary>
internal sealed class RandomMessages(Random random)
{
    private static readonly string[] Texts = ["", "a", "chat:1", "\"\\\n\r\t\b\f\0\u001f", "канал", "🎉", "\u2028<b>&", new string('x', 300)];

    private static readonly string[] Payloads = ["", "null", "1E5", "\"x\"", """{ "b" : 1 ,  "a": [ 1,2 ] }""", "[[[]]]", "\"\\ud800\"", "\"ж\""];

    // Deep enough for a filter in a request in a map in a request in a command.
    private const int DeepestTree = 7;

    public static IReadOnlyList<Type> Cases(Type hierarchy) => [.. hierarchy.GetNestedTypes().Where(hierarchy.IsAssignableFrom)];

    public object Make(Type type, int depth = 0)
    {
        if (Nullable.GetUnderlyingType(type) is { } present)
            return Make(present, depth);
        if (type == typeof(string))
            return Texts[random.Next(Texts.Length)];
        if (type == typeof(ReadOnlyMemory<byte>))
            return (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(Payloads[random.Next(Payloads.Length)]);
        if (type == typeof(bool))
            return random.Next(2) == 0;
        if (type.IsPrimitive)
            return Number(type);
        if (typeof(IEnumerable).IsAssignableFrom(type))
            return Collection(type, depth);
        if (type.IsAbstract)
            return Make(Cases(type)[random.Next(Cases(type).Count)], depth + 1);

        return Record(type, depth);
    }

    private object Number(Type type)
    {
        var bits = random.NextInt64() >> random.Next(64);
        return random.Next(4) == 0 ? Convert.ChangeType(0, type, null)
            : type == typeof(uint) ? unchecked((uint)bits)
            : type == typeof(int) ? unchecked((int)bits)
            : type == typeof(ulong) ? unchecked((ulong)-bits)
            : -bits;
    }

    private object Collection(Type type, int depth)
    {
        var arguments = type.GetGenericArguments();
        var count = depth > DeepestTree ? 0 : random.Next(4);
        if (arguments.Length == 1)
        {
            var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(arguments))!;
            for (var i = 0; i < count; i++)
                list.Add(Make(arguments[0], depth + 1));
            return list;
        }

        var map = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(arguments))!;
        for (var i = 0; i < count; i++)
            map[Make(arguments[0])] = Make(arguments[1], depth + 1);
        return map;
    }

    private object Record(Type type, int depth)
    {
        var constructor = type.GetConstructors().OrderByDescending(candidate => candidate.GetParameters().Length).First();
        var parameters = constructor.GetParameters();
        var made = constructor.Invoke([.. parameters.Select(parameter => Make(parameter.ParameterType, depth + 1))]);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var isAsked = property.CanWrite && !parameters.Any(parameter => parameter.Name == property.Name);
            if (isAsked && !IsElsewhere(type, property))
                property.SetValue(made, IsLeftOut(property, depth) ? null : Make(property.PropertyType, depth + 1));
        }

        return made;
    }

    /// <summary>Fields that a message inherits and does not send.</summary>
    private static bool IsElsewhere(Type type, PropertyInfo property) => type.IsAssignableTo(typeof(Command)) || (property.Name == "Channel" && type.IsAssignableTo(typeof(Push)));

    private bool IsLeftOut(PropertyInfo property, int depth) =>
        new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable && (depth > DeepestTree || random.Next(2) == 0);
}
