using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Loquat.Faults.Nodes;
using Loquat.Testing;

namespace Loquat.Faults.Tests;

/// <summary>A clock that does not move would make its faults go by unnoticed.</summary>
public sealed class NodeClockStories
{
    private static readonly TimeSpan Step = TimeSpan.FromDays(2);

    [Fact]
    public async Task A_node_goes_by_the_clock_that_was_set()
    {
        await using var world = await World.CreateAsync(new FaultSettings
        {
            Program = Path.Combine(AppContext.BaseDirectory, "loquat"),
            Clients = 1,
            Threads = 1,
        });
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{world.Sites[0].Front.Port}") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", world.Population.People[0].Bearer);

        var before = await PostAsync(client, world.Population.Threads[0], "before");
        world.Sites[0].Clock.Set(Step);
        var moved = await UntilAsync(client, world.Population.Threads[0], posted => posted - before > Step / 2);
        world.Sites[0].Clock.Set(-Step);
        var back = await UntilAsync(client, world.Population.Threads[0], posted => posted < before);

        Assert.InRange(moved - before, Step, Step + TimeSpan.FromMinutes(10));
        Assert.InRange(before - back, Step - TimeSpan.FromMinutes(10), Step);
    }

    private static async Task<DateTimeOffset> UntilAsync(HttpClient client, long thread, Func<DateTimeOffset, bool> wanted)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (true)
        {
            var posted = await PostAsync(client, thread, "after");
            if (wanted(posted))
                return posted;

            Assert.False(patience.IsCancellationRequested, $"the clock still says {posted}");
        }
    }

    private static async Task<DateTimeOffset> PostAsync(HttpClient client, long thread, string text)
    {
        var path = new Uri(string.Create(CultureInfo.InvariantCulture, $"/v1/threads/{thread}/messages"), UriKind.Relative);
        var answer = await client.PostAsJsonAsync(path, new { text }, TestContext.Current.CancellationToken).Within("the message is posted");
        answer.EnsureSuccessStatusCode();
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return body.GetProperty("message").GetProperty("createdAt").GetDateTimeOffset();
    }
}
