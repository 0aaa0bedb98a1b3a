using Loquat.Chat.Users;
using Loquat.Protocol;
using Loquat.Server.Embedded;
using Loquat.Server.Hosting;
using Loquat.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Loquat.Server.Tests.Embedded;

public sealed class RevocationTests(DemoOnSqlite demo) : IClassFixture<DemoOnSqlite>
{
    [Fact]
    public async Task Revoking_a_token_closes_its_connections_for_good_and_no_others()
    {
        await using var gone = await demo.Server.ConnectAsync("john");
        await using var stays = await demo.Server.ConnectAsync("john");

        await RevokeAsync(demo.Server.Services, gone.Bearer);

        Assert.Equal((4501, "signed out"), await gone.Client.Closed);
        Assert.True(TokenSessions.SignedOut.IsTerminal);
        await stays.CallAsync("thread:list");
        var refused = await Assert.ThrowsAsync<RefusedException>(() => Guest.ConnectAsync(demo.Server.WebSocketUrl, gone.Bearer));
        Assert.Equal(403U, refused.Error.Code);
    }

    [Fact]
    public async Task A_revocation_by_another_process_closes_the_connection_too_and_from_then_on_nobody_calls_with_it()
    {
        await using var john = await demo.Server.ConnectAsync("john");
        await using var other = await demo.Server.ConnectAsync("john");
        await using var elsewhere = OfflineServices.Build(demo.Server.Configuration);
        // Known for a few seconds.
        await john.CallAsync("thread:list");

        await RevokeAsync(elsewhere, john.Bearer);

        Assert.Equal((4501, "signed out"), await john.Client.Closed);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => other.Client.RpcAsync("thread:list", $$"""{"authToken":"{{john.Bearer}}"}"""));
        Assert.Equal(new ProtocolError(403, "Unauthorized"), refused.Error);
    }

    [Fact]
    public async Task A_revoked_token_makes_no_more_calls()
    {
        await using var john = await demo.Server.ConnectAsync("john");
        await using var other = await demo.Server.ConnectAsync("john");
        await RevokeAsync(demo.Server.Services, john.Bearer);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => other.Client.RpcAsync("thread:list", $$"""{"authToken":"{{john.Bearer}}"}"""));

        Assert.Equal(new ProtocolError(403, "Unauthorized"), refused.Error);
    }

    private static async Task RevokeAsync(IServiceProvider services, string bearer)
    {
        await using var scope = services.CreateAsyncScope();
        var identity = await scope.ServiceProvider.GetRequiredService<Authenticate>().ExecuteAsync(bearer, CancellationToken.None);
        await scope.ServiceProvider.GetRequiredService<RevokeToken>().ExecuteAsync(identity!.UserId, identity.TokenId, CancellationToken.None);
    }
}
