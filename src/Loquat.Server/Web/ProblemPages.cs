using System.Globalization;
using Loquat.Server.Api;
using Loquat.Server.Hosting;
using Loquat.Server.Pages;
using Loquat.Server.Pages.Language;

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

        var words = context.Words;
        var said = context.Response.StatusCode switch
        {
            StatusCodes.Status400BadRequest => words.Problems.OldForm,
            StatusCodes.Status404NotFound => words.Problems.NoPage,
            StatusCodes.Status429TooManyRequests when int.TryParse(context.Response.Headers.RetryAfter.ToString(), CultureInfo.InvariantCulture, out var seconds) =>
                (words.Problems.Other(StatusCodes.Status429TooManyRequests).Title, RetryAfter.InWords(seconds, words)),
            StatusCodes.Status503ServiceUnavailable => words.Problems.Unavailable,
            >= 500 => words.Problems.Broken,
            var status => words.Problems.Other(status),
        };
        context.Response.ContentType = PlainPage.ContentType;
        return context.Response.WriteAsync(PlainPage.Html(context, said), context.RequestAborted);
    }
}
