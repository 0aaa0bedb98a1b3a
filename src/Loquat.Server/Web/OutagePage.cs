using Loquat.Server.Hosting;
using Microsoft.AspNetCore.Diagnostics;

namespace Loquat.Server.Web;

/// <summary>A request that the database did not answer is an ordinary sight of an outage: it is answered so, and not logged by itself.</summary>
internal sealed class OutagePage(DatabaseOutage outage) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (!DatabaseFailure.Is(exception))
            return false;

        outage.Note(exception);
        await ProblemPages.WriteAsync(httpContext);
        return true;
    }
}
