using System.Text;

namespace Loquat.Server.EngineMode;

/// <summary>Writes the reference of every key of `loquat engine`, as Markdown.</summary>
internal static class SettingsDoc
{
    private const string Introduction = """
        # Configuration of `loquat engine`

        <!-- Written by `loquat config doc --engine`; do not edit. -->

        Keys are those of Centrifugo v6, written as JSON in the file that `--config` names. The environment counts more than the file: the variable of
        `client.ping_interval` is `CENTRIFUGO_CLIENT_PING_INTERVAL`. Lists of texts are separated by spaces there. Namespaces are named in
        `CENTRIFUGO_CHANNEL_NAMESPACES="chat news"` and then set by `CENTRIFUGO_CHANNEL_NAMESPACES_CHAT_PRESENCE=true`.
        Durations are written like `300s`, `1m30s` or `720h`. `[]` stands for the items of a list.
        `loquat config check --engine FILE` says what is wrong with a file, and which of its keys have no effect.

        """;

    public static string Write()
    {
        var text = new StringBuilder(Introduction.ReplaceLineEndings("\n"));
        foreach (var section in SettingShape.Keys(typeof(EngineSettings)).GroupBy(key => key.Path.Split('.')[0]))
        {
            text.Append("\n## ").Append(section.Key.Replace("[]", "", StringComparison.Ordinal)).Append("\n\n| key | default | meaning |\n|---|---|---|\n");
            foreach (var key in section)
                text.Append("| `").Append(key.Path).Append("` | `").Append(key.DefaultText).Append("` | ").Append(key.Summary.Replace("|", "\\|", StringComparison.Ordinal)).Append(" |\n");
        }
        return text.ToString();
    }
}
