using Loquat.Chat;
using Loquat.Realtime.AspNetCore;
using Loquat.Server.Embedded;
using Loquat.Server.People;

namespace Loquat.Server.Rpc;

/// <summary>`user:presence {users}`: whether these people are here; `user:idle {idle}`: nobody touches the device that says so, or somebody does again.</summary>
internal static class PresenceRpc
{
    public const int MaxPeople = 100;

    public static async Task<object> ShowAsync(ShowRequest request, ShowPresence show, CancellationToken cancellationToken) =>
        request.Users switch
        {
            null or [] => RpcErrors.Invalid(Reason.NobodyNamed),
            { Count: > MaxPeople } => RpcErrors.Invalid(Reason.TooManyPeople(MaxPeople)),
            var users => new ShowAnswer(await show.ExecuteAsync(users, cancellationToken)),
        };

    public static object SayIdle(IdleRequest request, RpcContext context)
    {
        // Who is connected to another server is not looked for here.
        if (context.Connection.State is SessionState state)
            state.IsIdle = request.Idle;
        return new IdleAnswer(request.Idle);
    }

    internal sealed record ShowRequest(IReadOnlyList<long> Users);

    internal sealed record ShowAnswer(IReadOnlyList<PersonPresence> People);

    internal sealed record IdleRequest(bool Idle);

    internal sealed record IdleAnswer(bool Idle);
}
