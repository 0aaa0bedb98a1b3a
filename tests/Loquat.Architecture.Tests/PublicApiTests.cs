using System.Reflection;

namespace Loquat.Architecture.Tests;

/// <summary>
/// The public surface of what others build on, as text beside its project: changing it is a visible line in review.
/// A run with LOQUAT_ACCEPT_API=1 writes the files anew.
/// </summary>
public class PublicApiTests
{
    public static TheoryData<string> Projects => ["Loquat.Protocol", "Loquat.Realtime", "Loquat.Realtime.AspNetCore", "Loquat.Realtime.Postgres"];

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_public_surface_is_the_one_written_down(string project)
    {
        var file = Path.Combine(Repository.Root, "src", project, "api.txt");
        var actual = PublicApi.Of(Assembly.Load(project));

        if (Environment.GetEnvironmentVariable("LOQUAT_ACCEPT_API") == "1")
            File.WriteAllText(file, actual);

        Assert.Equal(File.ReadAllText(file), actual);
    }
}
