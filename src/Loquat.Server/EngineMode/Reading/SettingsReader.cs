using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;

namespace Loquat.Server.EngineMode;

/// <summary>What the settings are, and what there is to say about where they came from.</summary>
/// <param name="Settings">To be used only if there are no problems.</param>
internal sealed record SettingsReading(EngineSettings Settings, IReadOnlyList<string> Problems, IReadOnlyList<string> Warnings);

/// <summary>Reads settings from a file and from the environment, which counts more.</summary>
internal static class SettingsReader
{
    /// <summary>A key that is there twice is a mistake: which one counts could not be seen.</summary>
    public static readonly JsonDocumentOptions Json = new() { AllowDuplicateProperties = false };

    /// <param name="file">Null for none.</param>
    public static SettingsReading Read(string? file, IReadOnlyDictionary<string, string> environment) =>
        Parse(file is null ? "{}" : File.ReadAllText(file), file ?? "", environment);

    /// <param name="name">What to call the text where it is no JSON.</param>
    public static SettingsReading Parse(string json, string name, IReadOnlyDictionary<string, string> environment)
    {
        var findings = new Findings();
        var given = new GivenKeys();
        var settings = new EngineSettings();
        ReadJson(settings, json, name, given, findings);
        new EnvironmentSettings(environment, given, findings).Read(settings);
        if (findings.Problems.Count == 0)
            Check(settings, "", given, findings);
        if (findings.Problems.Count == 0)
            SettingsRules.Check(settings, findings);
        if (findings.Problems.Count == 0)
            UnheededKeys.Report(settings, given, findings);
        return new SettingsReading(settings, findings.Problems, findings.Warnings);
    }

    public static IReadOnlyDictionary<string, string> ProcessEnvironment()
    {
        var variables = new Dictionary<string, string>();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            variables[(string)variable.Key] = (string?)variable.Value ?? "";
        return variables;
    }

    private static void ReadJson(EngineSettings settings, string json, string name, GivenKeys given, Findings findings)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Json);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                new JsonSettings(given, findings).Read(settings, document.RootElement);
            else
                findings.Problem($"{name} must hold one JSON object.");
        }
        catch (JsonException fault)
        {
            findings.Problem($"{name} is not valid JSON: {fault.Message}");
        }
    }

    /// <summary>What each key allows for itself.</summary>
    private static void Check(object section, string path, GivenKeys given, Findings findings)
    {
        foreach (var member in SettingShape.Of(section.GetType()).Members.Where(member => given.Contains(section, member)))
        {
            var value = member.Property.GetValue(section)!;
            if (member is SettingMember.Section)
                Check(value, $"{path}{member.Name}.", given, findings);
            else if (member is SettingMember.List)
                CheckItems((IList)value, path + member.Name, given, findings);
            else
                CheckValue(member.Property, value, path + member.Name, findings);
        }
    }

    private static void CheckItems(IList items, string path, GivenKeys given, Findings findings)
    {
        for (var i = 0; i < items.Count; i++)
            Check(items[i]!, $"{path}[{(items[i] is INamedSettings { Name.Length: > 0 } named ? named.Name : i)}].", given, findings);
    }

    private static void CheckValue(PropertyInfo property, object value, string path, Findings findings)
    {
        foreach (var rule in property.GetCustomAttributes<ValidationAttribute>().Where(rule => !rule.IsValid(value)))
            findings.Problem(rule.FormatErrorMessage(path));
    }
}
