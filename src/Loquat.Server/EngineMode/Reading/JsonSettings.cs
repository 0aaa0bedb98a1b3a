using System.Collections;
using System.Text.Json;

namespace Loquat.Server.EngineMode;

/// <summary>Puts a JSON document into settings.</summary>
internal sealed class JsonSettings(GivenKeys given, Findings findings)
{
    /// <summary>Every key, and every section that keys are in.</summary>
    private static readonly string[] AllKeys = [.. SettingShape.Keys(typeof(EngineSettings)).SelectMany(key => Upwards(key.Path)).Distinct()];

    public void Read(object section, JsonElement json, string path = "", string pattern = "")
    {
        var shape = SettingShape.Of(section.GetType());
        foreach (var property in json.EnumerateObject())
        {
            var key = path + property.Name;
            if (shape.Find(property.Name) is not { } member)
                ReportUnknown(key, pattern + property.Name, property.Value);
            else if (property.Value.ValueKind != JsonValueKind.Null)
                Read(section, member, property.Value, key, pattern + member.Name);
        }
    }

    /// <summary>The items of a list; null if it is none.</summary>
    public IList? ReadList(SettingMember.List list, JsonElement json, string path, string pattern)
    {
        if (json.ValueKind != JsonValueKind.Array)
            return null;

        var items = SettingLists.Create(list.Item);
        foreach (var element in json.EnumerateArray())
        {
            var item = Activator.CreateInstance(list.Item)!;
            var place = $"{path}[{items.Count}]";
            if (element.ValueKind == JsonValueKind.Object)
                Read(item, element, place + ".", pattern + "[].");
            else
                findings.Problem($"{place} must be an object.");
            items.Add(item);
        }
        return items;
    }

    private void Read(object section, SettingMember member, JsonElement json, string path, string pattern)
    {
        switch (member)
        {
            case SettingMember.Value value when value.Kind.Read(json) is { } read:
                given.Set(section, value, read);
                break;
            case SettingMember.Value value:
                // Never the value itself: it may be a secret.
                findings.Problem($"{path} must be {value.Kind.Expected}.");
                break;
            case SettingMember.List list when ReadList(list, json, path, pattern) is { } items:
                given.Set(section, list, items);
                break;
            case SettingMember.List:
                findings.Problem($"{path} must be a list.");
                break;
            case SettingMember.Section when json.ValueKind == JsonValueKind.Object:
                Read(member.Property.GetValue(section)!, json, path + ".", pattern + ".");
                given.Add(section, member);
                break;
            default:
                findings.Problem($"{path} must be an object.");
                break;
        }
    }

    private static IEnumerable<string> Upwards(string path)
    {
        for (var end = path.Length; end > 0; end = path.LastIndexOf('.', end - 1))
            yield return path[..end].TrimEnd('[', ']');
    }

    private void ReportUnknown(string path, string pattern, JsonElement value)
    {
        if (UnsupportedKeys.TryReport(pattern, path, value, findings))
            return;

        var nearest = NearestKey.To(pattern, AllKeys);
        findings.Warning($"{path} is not a key of Centrifugo{(nearest is null ? "." : $". Did you mean {nearest}?")}");
    }
}

/// <summary>Lists of settings, whose items' type is known only while the program runs.</summary>
internal static class SettingLists
{
    public static IList Create(Type item) => (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
}
