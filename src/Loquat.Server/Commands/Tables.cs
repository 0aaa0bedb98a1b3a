using System.Globalization;
using Spectre.Console;

namespace Loquat.Server.Commands;

/// <summary>Shows rows: drawn for a person, separated by tabs for a program that reads the output.</summary>
internal static class Tables
{
    public static void Write(IReadOnlyList<string> columns, IEnumerable<object?[]> rows)
    {
        if (Console.IsOutputRedirected)
            WritePlain(columns, rows);
        else
            Draw(columns, rows);
    }

    private static void WritePlain(IReadOnlyList<string> columns, IEnumerable<object?[]> rows)
    {
        Console.Out.WriteLine(string.Join('\t', columns));
        foreach (var row in rows)
            Console.Out.WriteLine(string.Join('\t', row.Select(Text)));
    }

    private static void Draw(IReadOnlyList<string> columns, IEnumerable<object?[]> rows)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var column in columns)
            table.AddColumn(Markup.Escape(column));
        foreach (var row in rows)
            table.AddRow([.. row.Select(cell => Markup.Escape(Text(cell)))]);
        AnsiConsole.Write(table);
    }

    /// <summary>One line without control characters: what people wrote must not steer a terminal.</summary>
    private static string Text(object? cell)
    {
        var text = cell switch
        {
            null => "",
            byte[] bytes => Convert.ToHexStringLower(bytes),
            DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
            _ => cell.ToString() ?? "",
        };
        return string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));
    }
}
