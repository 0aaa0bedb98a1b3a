using System.Globalization;
using System.Text.Json;
using Loquat.Chat.Files;
using Loquat.Chat.Messages;
using Loquat.Chat.Threads;
using Loquat.Chat.Users;
using Loquat.Realtime;
using Loquat.Realtime.AspNetCore;
using Loquat.Server.Rpc;

namespace Loquat.Server.Embedded;

/// <summary>Says to a client who it is, and lets it follow what it may see.</summary>
internal static class ConnectHandler
{
    /// <summary>The channel that carries every message of public rooms, in the tutorial's shape.</summary>
    public const string PublicChannel = "chat";

    public static async Task<ConnectAnswer> AnswerAsync(
        Request request, [FromFeatures] Caller caller, SeenThreads threads, ThreadAudience audience, MemberSessions members,
        FilesOptions files, CancellationToken cancellationToken)
    {
        var channels = new List<string> { PublicChannel };
        var introductions = 0L;
        var passages = 0L;
        if (request.Threads)
        {
            introductions = audience.Add(caller.UserId);
            passages = members.Passages;
            channels.Add(UserChannel.Of(caller.UserId));
            var seen = await threads.OfAsync(caller.UserId, cancellationToken);
            channels.AddRange(seen.Select(ThreadChannel.Of));
        }

        return new ConnectAnswer.Accepted(caller.UserId.ToString(CultureInfo.InvariantCulture))
        {
            Data = JsonSerializer.SerializeToUtf8Bytes(new Answer(new Self(caller.UserId, caller.Username), new Limits(Message.MaxTextLength, files.MaxBytes), caller.Role), JsonSerializerOptions.Web),
            Subscriptions = channels.ToDictionary(channel => channel, _ => SubscribeOptions.Default),
            ExpireAt = caller.ExpiresAt,
            State = new SessionState(caller, request.Threads, introductions, passages) { IsIdle = request.Idle },
        };
    }

    /// <summary>Brings the threads that came into being while the connection did, and takes away those that its user was removed from meanwhile.</summary>
    public static async Task WelcomeAsync(
        IConnection connection, ThreadAudience audience, MemberSessions members, CancellationToken cancellationToken)
    {
        if (connection.State is not SessionState { FollowsThreads: true } state)
            return;

        await audience.WelcomeAsync(connection, state, cancellationToken);
        await members.WelcomeAsync(connection, state, cancellationToken);
    }

    /// <param name="Threads">True if the client wants every thread it sees, not only the public channel.</param>
    /// <param name="Idle">True if nobody has touched the device for some minutes.</param>
    internal sealed record Request(bool Threads = false, bool Idle = false);

    /// <param name="User">Ids are numbers here, since clients compare them with the authors of messages.</param>
    /// <param name="Role">What they may do on this server.</param>
    private sealed record Answer(Self User, Limits Limits, UserRole Role);

    private sealed record Self(long Id, string Username);

    /// <summary>What a client can count by itself.</summary>
    private sealed record Limits(int MessageLength, int FileBytes);
}
