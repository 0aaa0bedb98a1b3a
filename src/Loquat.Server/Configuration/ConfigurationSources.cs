namespace Loquat.Server.Configuration;

/// <summary>Where keys come from, the later ones counting more: files, environment, flags.</summary>
internal static class ConfigurationSources
{
    public static T AddLoquatSources<T>(this T configuration, IEnumerable<KeyValuePair<string, string?>> flags) where T : IConfigurationBuilder
    {
        configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true);
        configuration.AddJsonFile(Path.Combine(Environment.CurrentDirectory, "appsettings.json"), optional: true);
        configuration.AddEnvironmentVariables();
        configuration.AddInMemoryCollection(flags);
        return configuration;
    }

    /// <summary>Sets one key over everything that was read.</summary>
    public static void Set(IConfigurationBuilder configuration, string key, string value) =>
        configuration.AddInMemoryCollection([new(key, value)]);
}
