using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Loquat.Faults.Operations;
using Loquat.Protocol;
using Loquat.Testing;

namespace Loquat.Faults.Clients;

/// <summary>The door for files, which is HTTP's: each request as one person, or as nobody, and to any node.</summary>
internal sealed class FileDoor(string? bearer, Party party, Random random)
{
    private const string Key = "Idempotency-Key";
    private const int MostPieces = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(300);
    private static readonly ProtocolError NothingSaid = new(0, "");

    /// <summary>Brings a file, every fourth one slowly, so that something happens meanwhile. It has its id afterwards.</summary>
    public async Task UploadAsync(Attachment attachment, CancellationToken stop)
    {
        var bytes = attachment.Content;
        HttpContent body = random.Next(4) == 0 ? Slow(bytes, isWhole: true) : new ByteArrayContent(bytes);
        using var request = UploadOf(attachment, body);
        var answer = await JsonAsync(request, stop);
        attachment.FileId = answer.GetProperty("file").GetProperty("id").GetInt64();
    }

    /// <summary>Goes away amid an upload.</summary>
    public async Task UploadHalfAsync(Attachment attachment, CancellationToken stop)
    {
        using var request = UploadOf(attachment, Slow(attachment.Content, isWhole: false));
        await JsonAsync(request, stop);
    }

    /// <summary>False if there was nothing to take back.</summary>
    public async Task<bool> TakeBackAsync(long fileId, CancellationToken stop)
    {
        using var request = RequestOf(HttpMethod.Delete, string.Create(CultureInfo.InvariantCulture, $"/v1/files/{fileId}"), null);
        try
        {
            await JsonAsync(request, stop);
            return true;
        }
        catch (RefusedException refused) when (refused.Error.Code == (uint)HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    /// <summary>Sends a message, or deletes one. The answer is the RPC's.</summary>
    public async Task<JsonElement> SendAsync(Operation operation, CancellationToken stop)
    {
        using var request = operation switch
        {
            Post post => RequestOf(
                HttpMethod.Post,
                string.Create(CultureInfo.InvariantCulture, $"/v1/threads/{post.ThreadId}/messages"),
                JsonContent.Create(new { text = post.Text, files = post.FileIds })),
            Delete delete => RequestOf(HttpMethod.Delete, string.Create(CultureInfo.InvariantCulture, $"/v1/messages/{delete.MessageId}"), null),
            _ => throw new NotSupportedException($"A {operation.Kind} goes by RPC."),
        };
        request.Headers.Add(Key, operation.ClientId);
        return await JsonAsync(request, stop);
    }

    /// <summary>What a node gives under a file's address.</summary>
    public async Task<(int Status, ulong Digest)> DownloadAsync(long fileId, CancellationToken stop)
    {
        using var request = RequestOf(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"/files/{fileId}/file.bin"), null);
        return await AskAsync(request, async (answer, enough) =>
            ((int)answer.StatusCode, answer.IsSuccessStatusCode ? ThreadCopy.DigestOf(await answer.Content.ReadAsByteArrayAsync(enough)) : 0), stop);
    }

    private HttpRequestMessage UploadOf(Attachment attachment, HttpContent body)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/v1/threads/{attachment.ThreadId}/files?name={Uri.EscapeDataString(attachment.Name)}");
        var request = RequestOf(HttpMethod.Post, path, body);
        request.Headers.Add(Key, attachment.Key);
        return request;
    }

    private HttpRequestMessage RequestOf(HttpMethod method, string path, HttpContent? body)
    {
        var request = new HttpRequestMessage(method, new Uri(party.ChooseNode(random), path)) { Content = body };
        if (bearer is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        return request;
    }

    private SlowBody Slow(byte[] bytes, bool isWhole) => new(bytes, random.Next(2, MostPieces + 1), LongestPause * random.NextDouble(), isWhole);

    /// <exception cref="RefusedException">With the status as its code.</exception>
    private Task<JsonElement> JsonAsync(HttpRequestMessage request, CancellationToken stop) => AskAsync(request, async (answer, enough) =>
    {
        var said = await answer.Content.ReadAsByteArrayAsync(enough);
        if (!answer.IsSuccessStatusCode)
            throw new RefusedException(ErrorIn((int)answer.StatusCode, said));
        if (said.Length == 0)
            return default;

        using var json = JsonDocument.Parse(said);
        return json.RootElement.Clone();
    }, stop);

    private async Task<T> AskAsync<T>(HttpRequestMessage request, Func<HttpResponseMessage, CancellationToken, Task<T>> readAsync, CancellationToken stop)
    {
        using var late = new CancellationTokenSource(Patience, TimeProvider.System);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        try
        {
            using var answer = await party.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, enough.Token);
            return await readAsync(answer, enough.Token);
        }
        catch (OperationCanceledException exception) when (late.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw new TimeoutException("nothing came over HTTP in time", exception);
        }
    }

    /// <summary>A server in trouble, or one that has not been brought everything, may be asked again.</summary>
    private static ProtocolError ErrorIn(int status, byte[] said)
    {
        var isTemporary = (HttpStatusCode)status is >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;
        if (isTemporary || said.Length == 0)
            return NothingSaid with { Code = (uint)status, Temporary = isTemporary };

        using var problem = JsonDocument.Parse(said);
        var detail = problem.RootElement.TryGetProperty("detail", out var text) ? text.GetString() : "";
        var reason = problem.RootElement.TryGetProperty("reason", out var name) ? $" [{name.GetString()}]" : "";
        return new ProtocolError((uint)status, detail + reason);
    }
}
