using System.Globalization;
using Loquat.Chat;
using Loquat.Server.Accounts;
using Loquat.Server.Api;

namespace Loquat.Server.Rates;

/// <summary>Refuses requests of the API that come too fast, before their bodies are read.</summary>
internal static class ApiRates
{
    /// <summary>After the middleware that knows who it is.</summary>
    public static void UseApiRates(this IApplicationBuilder app)
    {
        var rates = app.ApplicationServices.GetRequiredService<CallRates>();
        app.Use(next => context => Refuse(context, rates) ?? next(context));
    }

    /// <summary>What these change is the caller's own, and nobody else is told.</summary>
    public static TBuilder ChangesOneself<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new Counted(Deed.Other));

    public static RouteHandlerBuilder MakesRoom(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new Counted(Deed.Room));

    /// <summary>Null if it may be done.</summary>
    private static Task? Refuse(HttpContext context, CallRates rates)
    {
        if (!ApiProblems.IsMeant(context) || context.GetEndpoint() is not { } endpoint || !context.User.IsSignedIn)
            return null;

        var isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        var deed = isRead ? Deed.Other : endpoint.Metadata.GetMetadata<Counted>()?.As ?? Deed.Change;
        if (rates.Take(context.User.UserId, deed) is not { } seconds)
            return null;

        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return ApiProblems.Of(StatusCodes.Status429TooManyRequests, Reason.TooFast(seconds)).ExecuteAsync(context);
    }

    /// <param name="As">What it is, where that is not plain from the method.</param>
    private sealed record Counted(Deed As);
}
