using Loquat.Protocol;

namespace Loquat.Server.Api;

/// <summary>
/// The API answers what the calls over real-time connections answer, and refuses what they refuse: one set of answers for both
/// (<see cref="Rpc"/>).
/// </summary>
internal static class ApiAnswers
{
    public static IResult Of(object answer) => answer switch
    {
        ProtocolError error => ApiProblems.Of(error),
        byte[] json => TypedResults.Bytes(json, "application/json; charset=utf-8"),
        _ => TypedResults.Json(answer, statusCode: StatusCodes.Status200OK),
    };

    /// <param name="location">Where what was made is found.</param>
    public static IResult Created<TAnswer>(object answer, Func<TAnswer, string> location) =>
        answer is TAnswer made ? TypedResults.Created(location(made), made) : Of(answer);

    /// <summary>Nothing more is to be said than that it is done.</summary>
    public static IResult Done(object answer) => answer is ProtocolError error ? ApiProblems.Of(error) : TypedResults.NoContent();

    /// <summary>Says to readers of the API's description what comes back.</summary>
    public static RouteHandlerBuilder Answers<TAnswer>(this RouteHandlerBuilder endpoint, string name, string summary, int status = StatusCodes.Status200OK) =>
        endpoint.Describe(name, summary).Produces<TAnswer>(status);

    public static RouteHandlerBuilder AnswersNothing(this RouteHandlerBuilder endpoint, string name, string summary) =>
        endpoint.Describe(name, summary).Produces(StatusCodes.Status204NoContent);

    private static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint, string name, string summary) =>
        endpoint.WithName(name).WithSummary(summary);
}
