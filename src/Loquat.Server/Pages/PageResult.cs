using Loquat.Server.Web;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Loquat.Server.Pages;

/// <summary>Renders a page to its last tag before anything of it is sent: what goes wrong on the way is answered as everywhere else.</summary>
internal sealed class PageResult<TPage, TView>(TView view) : IResult
    where TPage : Page<TView>
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var html = await RenderAsync(httpContext);
        httpContext.Response.ContentType = PlainPage.ContentType;
        await httpContext.Response.WriteAsync(html, httpContext.RequestAborted);
    }

    private async Task<string> RenderAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>
        {
            [nameof(Page<>.Context)] = context,
            [nameof(Page<>.View)] = view,
        });
        await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<TPage>(parameters)).ToHtmlString());
    }
}
