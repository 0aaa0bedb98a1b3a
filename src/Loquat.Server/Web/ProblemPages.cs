using Loquat.Server.Api;
using Loquat.Server.Hosting;

namespace Loquat.Server.Web;

/// <summary>Answers that went wrong, in words, for people; programs get the status alone.</summary>
internal static class ProblemPages
{
    public static IApplicationBuilder UseProblemPages(this IApplicationBuilder app)
    {
        app.UseStatusCodePages(context => WriteAsync(context.HttpContext));
        return app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            StatusCodeSelector = e => DatabaseFailure.Is(e) ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError,
            ExceptionHandler = WriteAsync,
        });
    }

    internal static Task WriteAsync(HttpContext context)
    {
        if (ApiProblems.IsMeant(context))
            return ApiProblems.Of(context.Response.StatusCode).ExecuteAsync(context);
        if (!context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
            return Task.CompletedTask;

        var (title, text) = context.Response.StatusCode switch
        {
            StatusCodes.Status400BadRequest => ("That form is out of date", "Go back, reload the page and send it again."),
            StatusCodes.Status404NotFound => ("Nothing here", "There is no page at this address."),
            StatusCodes.Status503ServiceUnavailable => ("Not available right now", "The database cannot be reached or written. Try again in a moment."),
            >= 500 => ("Something went wrong", "The server's log says what. Try again in a moment."),
            _ => ("That did not work", $"The server answered {context.Response.StatusCode}."),
        };
        context.Response.ContentType = PlainPage.ContentType;
        return context.Response.WriteAsync(PlainPage.Html(title, text), context.RequestAborted);
    }
}
