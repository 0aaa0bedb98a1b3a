using System.Diagnostics;
using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>Answers rpc with what the application says; a ping itself.</summary>
internal sealed class RpcHandler(IRealtimeApp app, RealtimeOptions options)
{
    public async ValueTask<Outcome> HandleAsync(Session session, Command.Rpc command, CancellationToken cancellationToken)
    {
        if (options.PingMethod.Length > 0 && command.Method == options.PingMethod)
            return new Reply.Rpc(command.Id, default);

        return await app.RpcAsync(new RpcEvent(session, command.Method, command.Data), cancellationToken) switch
        {
            RpcAnswer.Result result => new Reply.Rpc(command.Id, result.Data),
            RpcAnswer.Refused refused => refused.Error,
            RpcAnswer.Closed closed => closed.Disconnect,
            _ => throw new UnreachableException(),
        };
    }
}
