using System.Collections;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Loquat.Server.EngineMode;

/// <summary>Puts <c>CENTRIFUGO_*</c> variables into settings, over what is there.</summary>
/// <remarks>
/// A list of named things is a variable with their names, or with the whole list as JSON; each of them then has variables of its own:
/// <c>CENTRIFUGO_CHANNEL_NAMESPACES="chat news"</c>, <c>CENTRIFUGO_CHANNEL_NAMESPACES_CHAT_PRESENCE=true</c>.
/// </remarks>
internal sealed partial class EnvironmentSettings(IReadOnlyDictionary<string, string> environment, GivenKeys given, Findings findings)
{
    private readonly string[] _ours = [.. environment.Keys.Where(name => name.StartsWith(EnvironmentNames.Prefix, StringComparison.Ordinal))];
    private readonly HashSet<string> _known = [];
    private readonly Dictionary<string, string> _items = [];

    public void Read(EngineSettings settings)
    {
        Read(settings, EnvironmentNames.Prefix, "");
        foreach (var name in _ours.Where(name => !_known.Contains(name) && !IsSomebodyElses().IsMatch(name)).Order(StringComparer.Ordinal))
            ReportUnknown(name, environment[name]);
    }

    /// <param name="prefix">What the variables of this section begin with.</param>
    /// <param name="path">What its keys begin with.</param>
    private void Read(object section, string prefix, string path)
    {
        foreach (var member in SettingShape.Of(section.GetType()).Members)
        {
            var variable = prefix + EnvironmentNames.Of(member.Name);
            if (member is SettingMember.Section)
                ReadSection(section, member, variable + "_", $"{path}{member.Name}.");
            else if (member is SettingMember.List list)
                ReadList(section, list, variable, path + member.Name);
            else if (Find(variable) is { } text)
                ReadValue(section, (SettingMember.Value)member, text, $"{path}{member.Name} ({variable})");
        }
    }

    private void ReadSection(object section, SettingMember member, string prefix, string path)
    {
        // Of nearly all sections there is none.
        if (!_ours.Any(name => name.StartsWith(prefix, StringComparison.Ordinal)))
            return;

        var below = member.Property.GetValue(section)!;
        Read(below, prefix, path);
        if (given.Contains(below))
            given.Add(section, member);
    }

    private void ReadValue(object section, SettingMember.Value value, string text, string shown)
    {
        if (value.Kind.Parse(text) is { } read)
            given.Set(section, value, read);
        else
            findings.Problem($"{shown} must be {value.Kind.Expected}.");
    }

    private void ReadList(object section, SettingMember.List list, string variable, string path)
    {
        var items = (IList)list.Property.GetValue(section)!;
        if (Find(variable) is { } text)
        {
            var read = text.TrimStart().StartsWith('[') ? ReadJson(list, text, variable, path) : ReadNames(list, items, text, $"{path} ({variable})");
            given.Set(section, list, items = read);
        }

        foreach (var item in items.OfType<INamedSettings>())
        {
            var prefix = $"{variable}_{EnvironmentNames.Of(item.Name)}_";
            _items[prefix] = $"{EnvironmentNames.Of(path)}[]_";
            Read(item, prefix, $"{path}[{item.Name}].");
            if (given.Contains(item))
                given.Add(section, list);
        }
    }

    private IList ReadJson(SettingMember.List list, string text, string variable, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(text, SettingsReader.Json);
            if (new JsonSettings(given, findings).ReadList(list, document.RootElement, variable, path) is { } items)
                return items;
        }
        catch (JsonException)
        {
            // The same thing is wrong whichever way it is no JSON list.
        }
        findings.Problem($"{path} ({variable}) must be a list in JSON.");
        return SettingLists.Create(list.Item);
    }

    /// <summary>What is there already, from a file, stays; what is missing is added.</summary>
    private IList ReadNames(SettingMember.List list, IList present, string text, string shown)
    {
        var items = SettingLists.Create(list.Item);
        foreach (var item in present)
            items.Add(item);
        if (!list.Item.IsAssignableTo(typeof(INamedSettings)))
        {
            findings.Problem($"{shown} must be a list in JSON.");
            return items;
        }

        foreach (var name in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Distinct())
        {
            if (items.Cast<INamedSettings>().Any(item => item.Name == name))
                continue;

            var item = Activator.CreateInstance(list.Item)!;
            list.Item.GetProperty(nameof(INamedSettings.Name))!.SetValue(item, name);
            items.Add(item);
        }
        return items;
    }

    /// <summary>An empty variable counts as not set, as in Centrifugo.</summary>
    private string? Find(string variable)
    {
        _known.Add(variable);
        return environment.TryGetValue(variable, out var text) && text.Length > 0 ? text : null;
    }

    private void ReportUnknown(string variable, string value)
    {
        var ownerPrefix = _items.Keys.Where(prefix => variable.StartsWith(prefix, StringComparison.Ordinal)).MaxBy(prefix => prefix.Length);
        var pattern = ownerPrefix is null ? variable[EnvironmentNames.Prefix.Length..] : _items[ownerPrefix] + variable[ownerPrefix.Length..];
        if (UnsupportedKeys.TryReportVariable(pattern, variable, value, findings))
            return;

        var nearest = NearestKey.To(variable, _known.Union(AllNames()));
        findings.Warning($"{variable} belongs to no key of Centrifugo{(nearest is null ? "." : $". Did you mean {nearest}?")}");
    }

    /// <summary>Those of sections that were passed by, too, but of no items.</summary>
    private static IEnumerable<string> AllNames() =>
        SettingShape.Keys(typeof(EngineSettings)).Select(key => EnvironmentNames.Prefix + EnvironmentNames.Of(key.Path.Split("[]")[0]));

    /// <summary>What Kubernetes sets for a service of this name, and what is kept for use in other values.</summary>
    [GeneratedRegex("^CENTRIFUGO_(VAR_|([A-Z0-9_]+_)?(PORT(_|$)|SERVICE_))")]
    private static partial Regex IsSomebodyElses();
}
