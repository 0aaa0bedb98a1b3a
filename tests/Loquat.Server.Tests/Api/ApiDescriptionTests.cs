using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Loquat.Server.Tests.Api;

public sealed class ApiDescriptionTests(DemoOnSqlite demo) : IClassFixture<DemoOnSqlite>
{
    [Fact]
    public async Task What_is_checked_in_is_what_is_served()
    {
        using var http = new HttpClient { BaseAddress = demo.Server.Url };
        var served = Normalized(await http.GetStringAsync("/v1/openapi.json", TestContext.Current.CancellationToken));
        var file = Page();

        // Say LOQUAT_UPDATE=1 to write it anew.
        if (Environment.GetEnvironmentVariable("LOQUAT_UPDATE") == "1")
            await File.WriteAllTextAsync(file, served, TestContext.Current.CancellationToken);

        Assert.Equal(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), served);
    }

    [Fact]
    public async Task It_is_of_version_3_1_and_every_operation_has_a_name_a_sentence_and_its_refusals()
    {
        using var http = new HttpClient { BaseAddress = demo.Server.Url };
        using var document = JsonDocument.Parse(await http.GetStringAsync("/v1/openapi.json", TestContext.Current.CancellationToken));
        Assert.StartsWith("3.1", document.RootElement.GetProperty("openapi").GetString(), StringComparison.Ordinal);

        var operations = document.RootElement.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => (path.Name, operation.Value)))
            .ToList();
        Assert.True(operations.Count > 40);
        foreach (var (path, operation) in operations)
        {
            Assert.StartsWith("/v1/", path, StringComparison.Ordinal);
            Assert.EndsWith(".", operation.GetProperty("summary").GetString(), StringComparison.Ordinal);
            Assert.NotEmpty(operation.GetProperty("operationId").GetString()!);
            Assert.True(operation.GetProperty("responses").TryGetProperty("404", out _), path);
            Assert.Equal(operation.GetProperty("operationId").GetString() != "createToken", operation.TryGetProperty("security", out _));
        }
    }

    private static string Normalized(string json) => json.ReplaceLineEndings("\n").TrimEnd() + "\n";

    private static string Page([CallerFilePath] string file = "") =>
        Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "docs", "openapi.json");
}
