using Loquat.Realtime.AspNetCore.WebSockets;

namespace Loquat.Realtime.Tests.AspNetCore;

public sealed class OriginPolicyTests
{
    [Theory]
    [InlineData(null, "chat.example.com", true)]
    [InlineData("http://chat.example.com", "chat.example.com", true)]
    [InlineData("https://chat.example.com", "chat.example.com", true)]
    [InlineData("https://Chat.Example.com", "chat.example.com:443", true)]
    [InlineData("http://localhost:8080", "localhost:8080", true)]
    [InlineData("http://localhost:5173", "localhost:8080", false)]
    [InlineData("https://chat.example.com.evil.com", "chat.example.com", false)]
    [InlineData("https://example.com", "chat.example.com", false)]
    [InlineData("https://chat.example.com@evil.com", "chat.example.com", false)]
    [InlineData("null", "null", false)]
    [InlineData("", "chat.example.com", false)]
    [InlineData("file://", "", false)]
    public void Without_a_list_only_the_servers_own_host_passes(string? origin, string host, bool allowed) =>
        Assert.Equal(allowed, new OriginPolicy([]).Allows(origin, host));

    [Theory]
    [InlineData("https://app.example.com", true)]
    [InlineData("HTTPS://APP.EXAMPLE.COM", true)]
    [InlineData("http://app.example.com", false)]
    [InlineData("https://one.pages.example.com", true)]
    [InlineData("https://pages.example.com", false)]
    [InlineData("https://host", true)]
    public void Listed_origins_pass_beside_it(string origin, bool allowed) =>
        Assert.Equal(allowed, new OriginPolicy(["https://app.example.com", "https://*.pages.example.com"]).Allows(origin, "host"));

    [Fact]
    public void A_star_lets_everybody_in() => Assert.True(new OriginPolicy(["*"]).Allows("https://evil.example.com", "host"));
}
