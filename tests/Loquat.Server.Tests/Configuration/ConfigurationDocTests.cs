using System.Runtime.CompilerServices;
using Loquat.Server.Configuration;

namespace Loquat.Server.Tests.Configuration;

public class ConfigurationDocTests
{
    [Fact]
    public void The_page_of_all_keys_is_what_the_program_prints() =>
        Assert.Equal(File.ReadAllText(Page()), ConfigurationDoc.Write());

    private static string Page([CallerFilePath] string file = "") =>
        Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "docs", "configuration.md");
}
