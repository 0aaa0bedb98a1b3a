using Loquat.Realtime.AspNetCore.Cors;
using Microsoft.AspNetCore.Http;

namespace Loquat.Realtime.AspNetCore.HttpStreams;

/// <summary><c>GET /connection/init</c> (section 6.6): lets a client open its HTTP/2 connection before it needs one.</summary>
internal sealed class InitEndpoint(CorsHeaders cors)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!cors.TryEnter(context, answersPreflight: true, HttpMethods.Get))
            return Task.CompletedTask;

        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = 2;
        return context.Response.WriteAsync("{}", context.RequestAborted);
    }
}
