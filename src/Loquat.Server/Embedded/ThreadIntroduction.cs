using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Loquat.Chat;
using Loquat.Chat.Threads;

namespace Loquat.Server.Embedded;

/// <summary>Shows a new thread to everybody who is connected and may see it.</summary>
internal sealed class ThreadIntroduction(IAnnouncer announcer, ThreadAudience audience, ThreadArrivals arrivals)
{
    private static readonly JsonSerializerOptions Json = new(ChatJson.Plain.Options) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    public async Task IntroduceAsync(ThreadView thread, long creatorId, CancellationToken cancellationToken)
    {
        // Subscribed first: what is said in the thread from now on arrives, and what was said before the news did is recovered.
        var channel = thread.Private ? UserChannel.Of(creatorId) : ConnectHandler.PublicChannel;
        if (arrivals.TryTake(thread.Id))
            await audience.FollowAsync(thread, [creatorId], cancellationToken);
        await announcer.AnnounceAsync(channel, News(thread), position: null, cancellationToken);
    }

    private static byte[] News(ThreadView thread) => JsonSerializer.SerializeToUtf8Bytes(new { Type = "thread.created", Thread = thread }, Json);
}
