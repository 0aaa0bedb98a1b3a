using System.Security.Claims;
using Loquat.Chat;
using Loquat.Chat.Files;
using Loquat.Protocol;
using Loquat.Server.Accounts;
using Loquat.Server.Rates;
using Loquat.Server.Rpc;
using Loquat.Server.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace Loquat.Server.Api;

/// <summary>Files on their way in and out. What is said about them travels with the messages that bring them.</summary>
internal static class FileEndpoints
{
    /// <summary>Nothing that such a file holds may load anything or run.</summary>
    private const string Policy = "default-src 'none'; sandbox";

    private const int MoreThanTheLimit = 64 * 1024;

    public static void MapFiles(this RouteGroupBuilder api)
    {
        var files = api.MapGroup("").WithTags("Files");
        files.MapPost("/threads/{id:long}/files", async (
                long id, string? name, [FromHeader(Name = ApiEndpoints.Key)] string? key, ClaimsPrincipal user, HttpContext context, UploadFile upload, FilesOptions options) =>
                await UploadAsync(context, options, stop => upload.ExecuteAsync(user.UserId, id, name ?? "", key, context.Request.Body, context.Request.ContentLength, stop)))
            .Answers<Answer>("uploadFile", "Brings a file into a thread, the bytes as the body. It waits there for a message of the caller's that takes it along.", StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status507InsufficientStorage)
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                operation.RequestBody = new OpenApiRequestBody { Required = true, Content = new Dictionary<string, OpenApiMediaType> { ["application/octet-stream"] = new() } };
                return Task.CompletedTask;
            });
        files.MapDelete("/files/{id:long}", async (long id, ClaimsPrincipal user, TakeBackFile takeBack, CancellationToken stop) =>
                await takeBack.ExecuteAsync(user.UserId, id, stop) ? TypedResults.NoContent() : ApiAnswers.Of(RpcErrors.NotFound))
            .AnswersNothing("takeBackFile", "Removes a file of the caller's that no message has taken along.")
            .ChangesOneself();
    }

    /// <summary>Where browsers get what messages bring: by the cookie of a page, or a bearer token.</summary>
    public static void MapDownloads(this IEndpointRouteBuilder app) =>
        app.MapMethods("/files/{id:long}/{name}", [HttpMethods.Get, HttpMethods.Head], async (
                long id, ClaimsPrincipal user, HttpContext context, ShowFile show, ILogger<ShowFile> logger, CancellationToken stop) =>
                Download(await show.ExecuteAsync(user.UserId, id, stop), context, logger))
            .RequireAuthorization(new AuthorizeAttribute { AuthenticationSchemes = ApiBearerHandler.SchemeName })
            .WithMetadata(new ContentPolicy(Policy))
            .ExcludeFromDescription();

    private static async Task<IResult> UploadAsync(HttpContext context, FilesOptions options, Func<CancellationToken, Task<UploadFile.Result>> uploadAsync)
    {
        // The limit of all other requests is far below, and whoever brings too much is to be told how much that is.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = (long)options.MaxBytes + MoreThanTheLimit;

        try
        {
            return Of(await uploadAsync(context.RequestAborted));
        }
        catch (BadHttpRequestException e)
        {
            // It came too slowly, or not to its end, or was more than it had said.
            return e.StatusCode == StatusCodes.Status413PayloadTooLarge ? Of(new UploadFile.Result.TooLarge(options.MaxBytes)) : ApiProblems.Of(e.StatusCode);
        }
    }

    private static IResult Of(UploadFile.Result result) => result switch
    {
        UploadFile.Result.Stored stored => TypedResults.Created(At(stored.File), new Answer(stored.File)),
        UploadFile.Result.Invalid invalid => ApiAnswers.Of(RpcErrors.Invalid(invalid.Reason)),
        UploadFile.Result.Forbidden => ApiAnswers.Of(ProtocolError.PermissionDenied),
        UploadFile.Result.Conflict conflict => ApiAnswers.Of(RpcErrors.Conflict(conflict.Reason)),
        UploadFile.Result.TooLarge large => ApiProblems.Of(StatusCodes.Status413PayloadTooLarge, Reason.FileTooLarge(large.Limit)),
        UploadFile.Result.TooManyWaiting => ApiProblems.Of(StatusCodes.Status429TooManyRequests, Reason.TooManyFilesWaiting),
        UploadFile.Result.DiskFull => ApiProblems.Of(StatusCodes.Status507InsufficientStorage, "There is no room for it on the server."),
        UploadFile.Result.Unavailable => ApiAnswers.Of(RpcErrors.Unavailable),
        _ => ApiAnswers.Of(RpcErrors.NotFound),
    };

    private static IResult Download(ShowFile.Shown? file, HttpContext context, ILogger logger)
    {
        if (file is null)
            return ApiProblems.Of(StatusCodes.Status404NotFound);

        if (file.Content is null)
        {
            logger.FileWithoutContent(file.Id);
            return ApiAnswers.Of(RpcErrors.Unavailable);
        }

        var headers = context.Response.Headers;
        headers.ContentDisposition = Attachment.Header(FileType.IsPicture(file.Type), file.Name);
        headers.CacheControl = "private, max-age=31536000, immutable";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return TypedResults.Stream(file.Content, file.Type, entityTag: new EntityTagHeaderValue($"\"{file.Id:x}\""), enableRangeProcessing: true);
    }

    private static string At(FileView file) => $"/files/{file.Id}/{Uri.EscapeDataString(file.Name)}";

    internal sealed record Answer(FileView File);
}
