using System.Net;
using System.Security.Cryptography;
using System.Text;
using Loquat.Server.Grpc;
using Microsoft.Extensions.Options;

namespace Loquat.Server.Proxy;

/// <summary>
/// Who may ask. A caller here speaks for any user, so it shows the secret; without one only this machine can call, and a page in a browser
/// on this machine must not pass for it: its Host is the name it was loaded from.
/// </summary>
internal sealed class ProxyAccess(IOptions<ProxyOptions> options)
{
    private readonly byte[] _secretHash = HashOf(options.Value.Secret);

    public bool Allows(HttpRequest request) => options.Value.Secret.Length == 0
        ? request.Host.Host == "localhost" || (IPAddress.TryParse(request.Host.Host, out var address) && IPAddress.IsLoopback(address))
        : CryptographicOperations.FixedTimeEquals(_secretHash, HashOf(request.Headers[ProxyOptions.SecretHeader].ToString()));

    public static void Refuse(HttpContext context)
    {
        if (GrpcHeaders.IsGrpc(context.Request.ContentType))
            GrpcResponses.Fail(context, GrpcStatusCode.Unauthenticated, "The secret is missing or wrong.");
        else
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
    }

    private static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
