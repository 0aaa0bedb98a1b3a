using Microsoft.AspNetCore.Mvc;

namespace Loquat.Server.Pages;

/// <summary>Ends a POST so that reloading the next page does not repeat it: the browser is sent on with a GET.</summary>
internal sealed class SeeOther(string path) : ActionResult
{
    public override void ExecuteResult(ActionContext context)
    {
        context.HttpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.HttpContext.Response.Headers.Location = path;
    }
}
