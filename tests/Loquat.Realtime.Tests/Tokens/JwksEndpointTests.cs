using System.Buffers.Text;
using System.Security.Cryptography;
using Loquat.Realtime.Tokens;
using Loquat.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Loquat.Realtime.Tests.Tokens;

public sealed class JwksEndpointTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ManualClock _clock = new();
    private readonly HttpClient _http = new();
    private static readonly RSA Rsa = RSA.Create(2048);
    private static readonly ECDsa Ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly WebApplication _issuer;
    private TokenVerifier _verifier = null!;
    private RequestDelegate _answer;
    private int _requests;

    public JwksEndpointTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _issuer = builder.Build();
        _answer = context => context.Response.WriteAsync($"{{\"keys\":[{RsaKeyNamed("r1")},{EcKeyNamed("e1")}]}}");
        _issuer.MapGet("/keys", context =>
        {
            Interlocked.Increment(ref _requests);
            return _answer(context);
        });
    }

    public async ValueTask InitializeAsync()
    {
        await _issuer.StartAsync(TestContext.Current.CancellationToken);
        var options = new TokenOptions { JwksPublicEndpoint = _issuer.Urls.Single() + "/keys" };
        _verifier = new TokenVerifier(options, null, _http, _clock);
    }

    [Fact]
    public async Task Tokens_are_proven_by_the_published_key_they_name()
    {
        Assert.True(await IsValidAsync(Jwt.Rsa(Rsa, "{}", keyId: "r1")));
        Assert.True(await IsValidAsync(Jwt.Ec(Ec, "{}", keyId: "e1")));
        Assert.False(await IsValidAsync(Jwt.Rsa(Rsa, "{}", keyId: "e1")));
        Assert.False(await IsValidAsync(Jwt.Rsa(Rsa, "{}")));
        using var stranger = RSA.Create(2048);
        Assert.False(await IsValidAsync(Jwt.Rsa(stranger, "{}", keyId: "r1")));
        Assert.Equal(1, _requests);
    }

    [Fact]
    public async Task Keys_are_kept_for_an_hour()
    {
        Assert.True(await IsValidAsync(Jwt.Rsa(Rsa, "{}", keyId: "r1")));
        _clock.Advance(JwksEndpoint.Lifetime - TimeSpan.FromSeconds(1));
        Assert.True(await IsValidAsync(Jwt.Rsa(Rsa, "{}", keyId: "r1")));
        Assert.Equal(1, _requests);

        _answer = context => context.Response.WriteAsync($"{{\"keys\":[{EcKeyNamed("e1")}]}}");
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await IsValidAsync(Jwt.Rsa(Rsa, "{}", keyId: "r1"))); // taken back by the issuer
        Assert.Equal(2, _requests);
    }

    [Fact]
    public async Task An_unknown_key_is_asked_for_again_but_not_again_and_again()
    {
        Assert.True(await IsValidAsync(Jwt.Rsa(Rsa, "{}", keyId: "r1")));
        _answer = context => context.Response.WriteAsync($"{{\"keys\":[{RsaKeyNamed("r2")}]}}");
        for (var made = 0; made < 20; made++)
            Assert.IsType<TokenVerdict<ConnectionToken>.Invalid>(await VerifyAsync(Jwt.Rsa(Rsa, "{}", keyId: $"made up {made}")));
        Assert.Equal(1, _requests);

        _clock.Advance(JwksEndpoint.ShortestInterval);
        Assert.True(await IsValidAsync(Jwt.Rsa(Rsa, "{}", keyId: "r2")));
        Assert.Equal(2, _requests);
    }

    [Fact]
    public async Task All_who_wait_share_one_request()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var usual = _answer;
        _answer = async context =>
        {
            await release.Task;
            await usual(context);
        };
        using var impatient = new CancellationTokenSource();
        var first = _verifier.VerifyConnectionAsync(Jwt.Rsa(Rsa, "{}", keyId: "r1"), impatient.Token).AsTask();
        var others = Enumerable.Range(0, 50).Select(_ => IsValidAsync(Jwt.Rsa(Rsa, "{}", keyId: "r1"))).ToList();

        await impatient.CancelAsync(); // who started the request leaves; the others still get their keys
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        release.SetResult();

        Assert.All(await Task.WhenAll(others), Assert.True);
        Assert.Equal(1, _requests);
    }

    [Theory]
    [InlineData(500, "{}")]
    [InlineData(200, "not JSON")]
    [InlineData(200, """{"keys":null}""")]
    [InlineData(200, null)]
    public async Task Keys_that_cannot_be_read_make_tokens_undecided_not_wrong(int status, string? body)
    {
        var usual = _answer;
        _answer = context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(body ?? new string(' ', JwksEndpoint.MaxResponseLength + 1));
        };
        Assert.IsType<TokenVerdict<ConnectionToken>.Unavailable>(await VerifyAsync(Jwt.Rsa(Rsa, "{}", keyId: "r1")));
        Assert.IsType<TokenVerdict<ConnectionToken>.Unavailable>(await VerifyAsync(Jwt.Rsa(Rsa, "{}", keyId: "r1")));
        Assert.Equal(1, _requests);

        _answer = usual;
        _clock.Advance(JwksEndpoint.ShortestInterval);
        Assert.True(await IsValidAsync(Jwt.Rsa(Rsa, "{}", keyId: "r1")));
    }

    [Fact]
    public async Task A_failing_endpoint_does_not_take_away_keys_that_are_still_good()
    {
        Assert.True(await IsValidAsync(Jwt.Rsa(Rsa, "{}", keyId: "r1")));
        _answer = context =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        };
        _clock.Advance(JwksEndpoint.ShortestInterval);

        Assert.IsType<TokenVerdict<ConnectionToken>.Unavailable>(await VerifyAsync(Jwt.Rsa(Rsa, "{}", keyId: "new")));
        Assert.True(await IsValidAsync(Jwt.Rsa(Rsa, "{}", keyId: "r1")));

        _clock.Advance(JwksEndpoint.Lifetime);
        Assert.IsType<TokenVerdict<ConnectionToken>.Unavailable>(await VerifyAsync(Jwt.Rsa(Rsa, "{}", keyId: "r1")));
    }

    [Fact]
    public async Task An_endpoint_that_does_not_answer_is_given_up()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _answer = context =>
        {
            asked.SetResult();
            return new TaskCompletionSource().Task.WaitAsync(context.RequestAborted);
        };

        var verdict = VerifyAsync(Jwt.Rsa(Rsa, "{}", keyId: "r1"));
        await Within(asked.Task, "the endpoint was not asked");
        _clock.Advance(JwksEndpoint.Timeout);

        Assert.IsType<TokenVerdict<ConnectionToken>.Unavailable>(await verdict);
    }

    public async ValueTask DisposeAsync()
    {
        await _issuer.DisposeAsync();
        _http.Dispose();
    }

    private async Task<bool> IsValidAsync(string token) => await VerifyAsync(token) is TokenVerdict<ConnectionToken>.Valid;

    private async Task<TokenVerdict<ConnectionToken>> VerifyAsync(string token)
    {
        var verdict = _verifier.VerifyConnectionAsync(token, TestContext.Current.CancellationToken).AsTask();
        await Within(verdict, "the token was not decided");
        return await verdict;
    }

    private static async Task Within(Task task, string failure)
    {
        var first = await Task.WhenAny(task, Task.Delay(Patience, TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.True(first == task, failure);
    }

    private static string RsaKeyNamed(string keyId)
    {
        var parameters = Rsa.ExportParameters(includePrivateParameters: false);
        return $$"""{"kty":"RSA","use":"sig","alg":"RS256","kid":"{{keyId}}","n":"{{Text(parameters.Modulus)}}","e":"{{Text(parameters.Exponent)}}"}""";
    }

    private static string EcKeyNamed(string keyId)
    {
        var parameters = Ec.ExportParameters(includePrivateParameters: false);
        return $$"""{"kty":"EC","crv":"P-256","kid":"{{keyId}}","x":"{{Text(parameters.Q.X)}}","y":"{{Text(parameters.Q.Y)}}"}""";
    }

    private static string Text(byte[]? number) => Base64Url.EncodeToString(number);
}
