using System.Collections.Concurrent;
using System.Reflection;
using System.Xml.Linq;

namespace Loquat.Server.Configuration;

/// <summary>Reads what the source says about a property from the documentation file that is built beside its assembly.</summary>
internal static class XmlSummary
{
    private static readonly ConcurrentDictionary<Assembly, IReadOnlyDictionary<string, string>> Summaries = new();

    /// <summary>One line of Markdown; empty where the source says nothing.</summary>
    public static string Of(PropertyInfo property)
    {
        var type = property.DeclaringType!;
        return Summaries.GetOrAdd(type.Assembly, Read).GetValueOrDefault($"P:{type.FullName!.Replace('+', '.')}.{property.Name}", "");
    }

    private static Dictionary<string, string> Read(Assembly assembly)
    {
        var path = Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".xml");
        if (!File.Exists(path))
            return [];

        return XDocument.Load(path).Descendants("member")
            .Where(member => member.Element("summary") is not null)
            .ToDictionary(member => member.Attribute("name")!.Value, member => OneLine(member.Element("summary")!));
    }

    private static string OneLine(XElement summary) =>
        string.Join(' ', string.Concat(summary.Nodes().Select(Text)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement element when element.Attribute("cref") is { } reference => $"`{reference.Value.Split('.', ':')[^1]}`",
        XElement element => $"`{element.Attribute("langword")?.Value ?? element.Value}`",
        _ => "",
    };
}
