using System.Text.Json;
using Loquat.Chat.Log;
using Loquat.Chat.Messages;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Loquat.Server.Rpc;

/// <summary>
/// The newest pages of the threads that are opened often, as they were answered: written once for everybody, for as long as nothing happens there.
/// Each is kept with the moment that it is of, and only answered to somebody for whom the thread was just found to be still at that moment.
/// </summary>
internal sealed class NewestPages(IOptions<JsonOptions> json) : IDisposable
{
    private const int MostBytes = 16 * 1024 * 1024;

    // One that is larger would take the place of too many others.
    private const int LongestPage = MostBytes / 32;

    private static readonly TimeSpan Unused = TimeSpan.FromMinutes(10);

    private readonly MemoryCache _pages = new(new MemoryCacheOptions { SizeLimit = MostBytes });

    /// <summary>What the same question was answered last; null for any but the newest page.</summary>
    public Page? Find(ThreadHistoryRpc.Request request) => request.IsForNewest ? _pages.Get<Page>(KeyOf(request)) : null;

    /// <summary>The answer, kept if it may be asked for again.</summary>
    /// <returns>Its JSON.</returns>
    public byte[] Write(ThreadHistoryRpc.Request request, LogPosition top, ThreadHistoryRpc.Answer answer)
    {
        var written = JsonSerializer.SerializeToUtf8Bytes(answer, json.Value.SerializerOptions);
        if (request.IsForNewest && written.Length <= LongestPage)
            _pages.Set(KeyOf(request), new Page(top, written), new MemoryCacheEntryOptions { Size = written.Length, SlidingExpiration = Unused });
        return written;
    }

    public void Dispose() => _pages.Dispose();

    private static (long Thread, int Limit, bool Events) KeyOf(ThreadHistoryRpc.Request request) =>
        (request.Id, Math.Clamp(request.Limit ?? ShowHistory.DefaultLimit, 1, ShowHistory.MaxLimit), request.Events);

    internal sealed record Page(LogPosition Top, byte[] Json);
}
