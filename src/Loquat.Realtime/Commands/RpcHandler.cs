using System.Diagnostics;
using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>Answers rpc with what the application says.</summary>
internal sealed class RpcHandler(IRealtimeApp app)
{
    public async ValueTask<Outcome> HandleAsync(Session session, Command.Rpc command, CancellationToken cancellationToken) =>
        await app.RpcAsync(new RpcEvent(session, command.Method, command.Data), cancellationToken) switch
        {
            RpcAnswer.Result result => new Reply.Rpc(command.Id, result.Data),
            RpcAnswer.Refused refused => refused.Error,
            RpcAnswer.Closed closed => closed.Disconnect,
            _ => throw new UnreachableException(),
        };
}
