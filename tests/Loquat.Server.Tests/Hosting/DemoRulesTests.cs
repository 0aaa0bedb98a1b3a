using Loquat.Chat.Users;
using Loquat.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Loquat.Server.Tests.Hosting;

public sealed class DemoRulesTests
{
    [Theory]
    [InlineData("http://0.0.0.0:8080")]
    [InlineData("http://*:8080")]
    [InlineData("http://127.0.0.1:8080;http://192.168.1.5:8080")]
    [InlineData("http://chat.example:8080")]
    public void A_demo_listens_on_no_address_that_others_reach(string urls) =>
        Assert.Throws<CannotServeException>(() => DemoRules.Check(new ServeMode(IsDemo: true), urls));

    [Theory]
    [InlineData("http://127.0.0.1:8080;http://localhost:1;http://[::1]:2")]
    [InlineData(null)]
    public void A_demo_listens_on_loopback(string? urls) => DemoRules.Check(new ServeMode(IsDemo: true), urls);

    [Fact]
    public async Task A_demo_database_is_not_served_as_a_real_one_until_its_passwords_are_others()
    {
        await using var demo = await LoquatServer.StartAsync();
        await using var offline = OfflineServices.Build(demo.Configuration);
        var real = new ServeMode(IsDemo: false);

        var before = await Assert.ThrowsAsync<CannotServeException>(() => CheckAsync(offline, real));
        foreach (var name in new[] { "john", "bill" })
        {
            await using var scope = offline.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<SetPassword>().ExecuteAsync(name, "nobody knows this", CancellationToken.None);
        }

        Assert.Contains("john, bill", before.Message, StringComparison.Ordinal);
        await CheckAsync(offline, real);
    }

    private static async Task CheckAsync(ServiceProvider services, ServeMode mode)
    {
        await using var scope = services.CreateAsyncScope();
        await DemoRules.CheckAsync(mode, scope.ServiceProvider.GetRequiredService<Server.Accounts.DemoAccounts>(), CancellationToken.None);
    }
}
