using System.Collections;
using System.Globalization;
using System.Reflection;

namespace Loquat.Server.Configuration;

/// <summary>One key that an operator can set.</summary>
/// <param name="Path">As in the environment with `:` for `__`; `*` stands for a name or number that the operator chooses.</param>
/// <param name="Default">As one would write it; null where nothing is set.</param>
/// <param name="Property">What it fills; items of lists, and lists of lists, have that of the list.</param>
internal sealed record ConfigurationKey(string Path, Type Type, string? Default, PropertyInfo Property)
{
    /// <summary>What the source says about it. Read when asked for: a start checks all keys, and describes none.</summary>
    public string Summary => XmlSummary.Of(Property);

    public static IEnumerable<ConfigurationKey> Under(ConfigurationSection section)
    {
        var defaults = section.Defaults();
        return Under(section, defaults.GetType(), defaults);
    }

    /// <summary>What the keys are called. A start asks for nothing else, and reading a default by reflection takes longer than all of this.</summary>
    public static IEnumerable<string> PathsUnder(ConfigurationSection section) =>
        Under(section, section.Defaults().GetType(), defaults: null).Select(key => key.Path);

    /// <summary>The properties of an options type that are keys, or hold them.</summary>
    public static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0 && IsSettable(property));

    private static IEnumerable<ConfigurationKey> Under(ConfigurationSection section, Type type, object? defaults) =>
        Under(section.Name, type, defaults).Where(key => !section.Except.Contains(key.Path[(section.Name.Length + 1)..].Split(':')[0]));

    private static IEnumerable<ConfigurationKey> Under(string path, Type type, object? defaults) =>
        from property in Properties(type)
        from key in Of($"{path}:{property.Name}", property.PropertyType, defaults is null ? null : property.GetValue(defaults), property)
        select key;

    private static IEnumerable<ConfigurationKey> Of(string path, Type type, object? value, PropertyInfo property)
    {
        if (IsScalar(type))
            return [new(path, type, Format(value), property)];
        if (ItemType(type) is not { } item)
            return Under(path, type, value);

        return Of($"{path}:*", item, IsScalar(item) || ItemType(item) is not null ? null : Activator.CreateInstance(item), property);
    }

    /// <summary>What can be assigned, and what is filled in place: lists, dictionaries and options within options.</summary>
    private static bool IsSettable(PropertyInfo property) =>
        property.SetMethod is { IsPublic: true } || Fills(property.PropertyType);

    private static bool Fills(Type type) =>
        type.IsAssignableTo(typeof(IList)) || type.IsAssignableTo(typeof(IDictionary))
        || (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(IList<>) || type.GetGenericTypeDefinition() == typeof(IDictionary<,>)))
        || type.Name.EndsWith("Options", StringComparison.Ordinal);

    private static bool IsScalar(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(TimeSpan) || type == typeof(decimal) || type == typeof(Uri);
    }

    /// <summary>The type of a list's items or a dictionary's values; null for everything else.</summary>
    private static Type? ItemType(Type type)
    {
        if (!typeof(IEnumerable).IsAssignableFrom(type))
            return null;
        return type.IsArray ? type.GetElementType() : type.GetGenericArguments().LastOrDefault();
    }

    private static string? Format(object? value) => value switch
    {
        null or "" => null,
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
