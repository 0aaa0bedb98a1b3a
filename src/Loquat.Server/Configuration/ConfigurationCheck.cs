using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace Loquat.Server.Configuration;

/// <summary>Finds what is wrong with a configuration; every finding names its key.</summary>
internal static class ConfigurationCheck
{
    public static IReadOnlyList<string> Problems(IConfiguration configuration) =>
    [
        .. Unknown(configuration).Distinct(StringComparer.OrdinalIgnoreCase).Select(path => $"{path} is not a key of Loquat."),
        .. ConfigurationSection.All.SelectMany(section => Bind(section, configuration.GetSection(section.Name))),
    ];

    private static IEnumerable<string> Unknown(IConfiguration configuration)
    {
        var known = ConfigurationSection.All.SelectMany(ConfigurationKey.PathsUnder).Select(path => path.Split(':')).ToList();
        return from section in ConfigurationSection.All
               from path in Leaves(configuration.GetSection(section.Name))
               where !known.Exists(key => Matches(key, path.Split(':')))
               select path;
    }

    private static IEnumerable<string> Bind(ConfigurationSection section, IConfigurationSection configured)
    {
        try
        {
            var options = section.Defaults();
            configured.Bind(options);
            return [.. Invalid(section.Name, options)];
        }
        catch (InvalidOperationException e)
        {
            // The binder's message names the key and the value that does not fit it.
            return [e.Message];
        }
    }

    private static IEnumerable<string> Invalid(string path, object options)
    {
        foreach (var whole in (options as IValidatableObject)?.Validate(new ValidationContext(options)) ?? [])
            yield return whole.ErrorMessage ?? $"{path} is not valid.";

        foreach (var property in ConfigurationKey.Properties(options.GetType()))
        {
            var key = $"{path}:{property.Name}";
            var value = property.GetValue(options);
            foreach (var rule in property.GetCustomAttributes<ValidationAttribute>().Where(rule => !rule.IsValid(value)))
                yield return rule.FormatErrorMessage(key);

            foreach (var problem in Nested(key, value).SelectMany(item => Invalid(item.Key, item.Value)))
                yield return problem;
        }
    }

    /// <summary>The options objects that a value holds, each with its path.</summary>
    private static IEnumerable<(string Key, object Value)> Nested(string key, object? value) => value switch
    {
        IDictionary dictionary => dictionary.Keys.Cast<object>().SelectMany(name => Nested($"{key}:{name}", dictionary[name])),
        string or null => [],
        IEnumerable items => items.Cast<object?>().SelectMany((item, index) => Nested($"{key}:{index}", item)),
        _ when value.GetType().Namespace?.StartsWith("Loquat", StringComparison.Ordinal) == true && !value.GetType().IsEnum => [(key, value)],
        _ => [],
    };

    private static IEnumerable<string> Leaves(IConfigurationSection section)
    {
        var children = section.GetChildren().ToList();
        return children.Count > 0 ? children.SelectMany(Leaves) : section.Value is null ? [] : [section.Path];
    }

    private static bool Matches(string[] key, string[] path) =>
        key.Length == path.Length && key.Zip(path).All(pair => pair.First == "*" || pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase));
}
