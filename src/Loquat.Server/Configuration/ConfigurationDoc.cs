using System.Text;

namespace Loquat.Server.Configuration;

/// <summary>Writes the reference of every key, as Markdown.</summary>
internal static class ConfigurationDoc
{
    private const string Introduction = """
        # Configuration

        <!-- Written by `loquat config doc`; do not edit. -->

        Keys come from `appsettings.json` beside the program, then from `appsettings.json` in the working directory, then from the environment
        (`Chat__TokenLifetime=7.00:00:00`), then from flags; the last one counts. `loquat config check` says what is wrong with them.
        Durations are written `[days.]hours:minutes:seconds`. `*` stands for a name or a number of your choice.

        """;

    public static string Write()
    {
        var text = new StringBuilder(Introduction.ReplaceLineEndings("\n"));
        foreach (var section in ConfigurationSection.All)
        {
            text.Append("\n## ").Append(section.Name).Append("\n\n| key | default | meaning |\n|---|---|---|\n");
            foreach (var key in ConfigurationKey.Under(section))
                text.Append("| `").Append(key.Path).Append("` | ").Append(Default(key)).Append(" | ").Append(Escape(key.Summary)).Append(" |\n");
        }
        return text.ToString();
    }

    private static string Default(ConfigurationKey key) => key.Default is null ? "" : $"`{Escape(key.Default)}`";

    private static string Escape(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
