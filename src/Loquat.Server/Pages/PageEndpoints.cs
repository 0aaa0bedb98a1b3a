using Microsoft.AspNetCore.Antiforgery;

namespace Loquat.Server.Pages;

/// <summary>The addresses of the pages with forms. Nothing of a page is loaded before somebody asks for one.</summary>
internal static class PageEndpoints
{
    private static readonly string[] Show = [HttpMethods.Get, HttpMethods.Head];

    public static void MapPages(this IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup("").AddEndpointFilter(GuardAsync);
        pages.MapMethods("/login", Show, (HttpContext context, LoginPage page, CancellationToken stop) => page.ShowAsync(context, stop));
        pages.MapPost("/login", (HttpContext context, LoginPage page) => page.SubmitAsync(context));
        pages.MapMethods("/logout", Show, LogoutPage.Show);
        pages.MapPost("/logout", (HttpContext context, LogoutPage page, CancellationToken stop) => page.SubmitAsync(context, stop));
        pages.MapMethods("/setup", Show, (SetupPage page, CancellationToken stop) => page.ShowAsync(stop));
        pages.MapPost("/setup", (HttpContext context, SetupPage page, CancellationToken stop) => page.SubmitAsync(context, stop));
    }

    extension(HttpRequest request)
    {
        /// <summary>What the form that was sent holds in the field; empty where it has no such field.</summary>
        public string Sent(string field) => request.HasFormContentType ? request.Form[field].FirstOrDefault() ?? "" : "";
    }

    /// <summary>No page is kept anywhere, and none takes a form that it has not shown.</summary>
    private static async ValueTask<object?> GuardAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        if (HttpMethods.IsPost(context.Request.Method) && !await IsOursAsync(context))
            return Results.BadRequest();

        context.Response.Headers.CacheControl = "no-store,no-cache";
        context.Response.Headers.Pragma = "no-cache";
        return await next(invocation);
    }

    private static async Task<bool> IsOursAsync(HttpContext context)
    {
        try
        {
            await context.RequestServices.GetRequiredService<IAntiforgery>().ValidateRequestAsync(context);
            // With the token in a header, nobody has read the form yet.
            if (context.Request.HasFormContentType)
                await context.Request.ReadFormAsync(context.RequestAborted);
            return true;
        }
        catch (Exception e) when (e is AntiforgeryValidationException or InvalidDataException)
        {
            return false;
        }
    }
}
