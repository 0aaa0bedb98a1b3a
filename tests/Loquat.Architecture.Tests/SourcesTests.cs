using System.Text.RegularExpressions;

namespace Loquat.Architecture.Tests;

/// <summary>What holds for files rather than types.</summary>
public partial class SourcesTests
{
    private const int LongestFile = 400;

    [Theory]
    [InlineData("src", "*.cs")]
    [InlineData("tests", "*.cs")]
    [InlineData("bench", "*.cs")]
    [InlineData("web/src", "*.ts")]
    [InlineData("web/src", "*.vue")]
    public void No_file_is_so_long_that_a_second_noun_hides_in_it(string folder, string pattern)
    {
        var files = Repository.Files(folder, pattern).ToList();
        // A language is one list, as long as there is something to say.
        var tooLong = files.Where(file => Repository.Short(file) is not ("web/src/language/en.ts" or "web/src/language/de.ts")).Select(file => (file, lines: File.ReadLines(file).Count())).Where(x => x.lines > LongestFile).Select(x => $"{Repository.Short(x.file)}: {x.lines}");

        Assert.NotEmpty(files);
        Assert.Empty(tooLong);
    }

    [Fact]
    public void Every_path_that_a_page_links_exists()
    {
        var pages = Directory.EnumerateFiles(Repository.Root, "*.md").Concat(Repository.Files("docs", "*.md")).ToList();
        var dead = from page in pages
                   from Match link in Links().Matches(File.ReadAllText(page))
                   let target = link.Groups[1].Value.Split('#')[0]
                   where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal)
                   let path = Path.Combine(Path.GetDirectoryName(page)!, target)
                   where !File.Exists(path) && !Directory.Exists(path)
                   select $"{Repository.Short(page)} → {target}";

        Assert.NotEmpty(pages);
        Assert.Empty(dead);
    }

    [Fact]
    public void The_program_reads_as_a_table_of_contents() =>
        Assert.InRange(File.ReadLines(Path.Combine(Repository.Root, "src/Loquat.Server/Program.cs")).Count(), 1, 80);

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Links();
}
