using System.Net;
using System.Net.Sockets;
using System.Text;
using Loquat.Testing;

namespace Loquat.Faults.Tests;

public sealed class FaultProxyTests : IAsyncDisposable
{
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly FaultProxy _proxy;

    public FaultProxyTests()
    {
        _server.Start();
        _proxy = FaultProxy.Start(((IPEndPoint)_server.LocalEndpoint).Port);
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _server.Dispose();
    }

    [Fact]
    public async Task In_fair_weather_everything_passes_both_ways()
    {
        using var client = await DialAsync();
        using var server = await AcceptAsync();

        await SayAsync(client, "ask");
        Assert.Equal("ask", await HearAsync(server, 3));
        await SayAsync(server, "answer");
        Assert.Equal("answer", await HearAsync(client, 6));

        client.Socket.Shutdown(SocketShutdown.Send);
        Assert.Equal("", await HearAsync(server, 1));
    }

    [Fact]
    public async Task What_stalls_goes_on_when_the_weather_changes()
    {
        using var client = await DialAsync();
        using var server = await AcceptAsync();
        _proxy.Weather = ProxyWeather.Stalled;
        await SayAsync(client, "late");
        var heard = HearAsync(server, 4);

        Assert.False(heard.IsCompleted);
        _proxy.Weather = ProxyWeather.Fair;
        Assert.Equal("late", await heard);
    }

    [Fact]
    public async Task What_vanishes_never_arrives_and_the_connection_is_cut_afterwards()
    {
        using var client = await DialAsync();
        using var server = await AcceptAsync();
        _proxy.Weather = new ProxyWeather(Passage.Vanishes, Passage.Flows);
        await SayAsync(client, "gone");
        client.Socket.Shutdown(SocketShutdown.Send);

        // The end comes after what was said, and is all that comes.
        Assert.Equal("", await HearAsync(server, 4));
        await SayAsync(server, "heard");
        Assert.Equal("heard", await HearAsync(client, 5));
        _proxy.Weather = ProxyWeather.Fair;
        await AssertResetAsync(client);
    }

    [Fact]
    public async Task A_cut_resets_both_ends()
    {
        using var client = await DialAsync();
        using var server = await AcceptAsync();

        Assert.Equal(1, _proxy.Cut());
        await AssertResetAsync(client);
        await AssertResetAsync(server);
    }

    [Fact]
    public async Task A_lost_reply_costs_the_connection_after_the_request_has_passed()
    {
        using var client = await DialAsync();
        using var server = await AcceptAsync();
        _proxy.Weather = ProxyWeather.Fair with { LosesReplyTo = "COMMIT"u8.ToArray() };

        await SayAsync(client, "SELECT");
        Assert.Equal("SELECT", await HearAsync(server, 6));
        await SayAsync(server, "1");
        Assert.Equal("1", await HearAsync(client, 1));
        await SayAsync(client, "COMMIT");
        Assert.Equal("COMMIT", await HearAsync(server, 6));
        await SayAsync(server, "done");
        await AssertResetAsync(client);
    }

    [Fact]
    public async Task A_doubled_connection_says_everything_twice_and_hears_the_first_answer()
    {
        _proxy.Weather = ProxyWeather.Fair with { DialsTwice = true };
        using var client = await DialAsync();
        using var first = await AcceptAsync();
        using var second = await AcceptAsync();
        await SayAsync(client, "ask");

        Assert.Equal("ask", await HearAsync(first, 3));
        Assert.Equal("ask", await HearAsync(second, 3));
        await SayAsync(second, "echo");
        await SayAsync(first, "answer");
        Assert.Equal("answer", await HearAsync(client, 6));
    }

    [Fact]
    public async Task Where_there_is_no_server_connections_are_reset()
    {
        _proxy.Target = null;

        // Reset while it connects, or just after.
        var refusal = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            using var client = await DialAsync();
            await HearAsync(client, 1);
        });
        Assert.True(refusal is SocketException or IOException, refusal.ToString());
    }

    private async Task<NetworkStream> DialAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, _proxy.Port).Within("the proxy accepts");
        return new NetworkStream(socket, ownsSocket: true);
    }

    private async Task<NetworkStream> AcceptAsync() =>
        new(await _server.AcceptSocketAsync().Within("the proxy dials the server"), ownsSocket: true);

    private static Task SayAsync(NetworkStream end, string text) =>
        end.WriteAsync(Encoding.ASCII.GetBytes(text)).AsTask().Within($"'{text}' is sent");

    /// <summary>Less than asked for if the other side has ended.</summary>
    private static async Task<string> HearAsync(NetworkStream end, int bytes)
    {
        var buffer = new byte[bytes];
        var read = await end.ReadAtLeastAsync(buffer, bytes, throwOnEndOfStream: false).AsTask().Within("something is heard");
        return Encoding.ASCII.GetString(buffer, 0, read);
    }

    private static Task<IOException> AssertResetAsync(NetworkStream end) => Assert.ThrowsAsync<IOException>(() => HearAsync(end, 1));
}
