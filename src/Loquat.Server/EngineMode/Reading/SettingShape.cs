using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using Loquat.Server.Configuration;

namespace Loquat.Server.EngineMode;

/// <summary>What stands below a section of the settings: the table that reading, checking and documenting have in common.</summary>
internal sealed class SettingShape
{
    private static readonly ConcurrentDictionary<Type, SettingShape> Shapes = new();

    private readonly Dictionary<string, SettingMember> _byName;

    private SettingShape(Type type)
    {
        Members = [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(MemberOf)];
        // Centrifugo does not tell upper and lower case apart either.
        _byName = Members.ToDictionary(member => member.Name, StringComparer.OrdinalIgnoreCase);
    }

    public IReadOnlyList<SettingMember> Members { get; }

    public static SettingShape Of(Type type) => Shapes.GetOrAdd(type, static type => new SettingShape(type));

    public SettingMember? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Every key below, with <c>[]</c> for the items of a list.</summary>
    public static IEnumerable<SettingKey> Keys(Type type, string path = "")
    {
        var defaults = Activator.CreateInstance(type)!;
        return Of(type).Members.SelectMany(member => member switch
        {
            SettingMember.Value value => [new SettingKey(path + value.Name, value, member.Property.GetValue(defaults)!)],
            SettingMember.List list => Keys(list.Item, $"{path}{list.Name}[]."),
            _ => Keys(member.Property.PropertyType, $"{path}{member.Name}."),
        });
    }

    private static SettingMember MemberOf(PropertyInfo property)
    {
        var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
        var type = property.PropertyType;
        if (ValueKind.Of(type) is { } kind)
            return new SettingMember.Value(name, property, kind);
        return type.IsAssignableTo(typeof(IEnumerable))
            ? new SettingMember.List(name, property, type.GetGenericArguments()[0])
            : new SettingMember.Section(name, property);
    }
}

/// <summary>One thing that stands below a section.</summary>
internal abstract record SettingMember(string Name, PropertyInfo Property)
{
    public sealed record Value(string Name, PropertyInfo Property, ValueKind Kind) : SettingMember(Name, Property);

    public sealed record Section(string Name, PropertyInfo Property) : SettingMember(Name, Property);

    public sealed record List(string Name, PropertyInfo Property, Type Item) : SettingMember(Name, Property);
}

/// <summary>One row of the table.</summary>
internal sealed record SettingKey(string Path, SettingMember.Value Member, object Default)
{
    public string Summary => XmlSummary.Of(Member.Property);

    /// <summary>As one would write it.</summary>
    public string DefaultText => Member.Kind.Format(Default);
}
