using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>Answers refresh and sub_refresh (sections 10 and 17) on a server that verifies no tokens.</summary>
internal static class RefreshHandler
{
    public static Outcome Handle(Command.Refresh command) =>
        command.Token.Length == 0 ? Disconnect.BadRequest : ProtocolError.NotAvailable;

    public static Outcome Handle(Session session, Command.SubRefresh command)
    {
        if (!session.Subscriptions.IsLive(command.Channel))
            return ProtocolError.PermissionDenied;

        return command.Token.Length == 0 ? ProtocolError.BadRequest : ProtocolError.NotAvailable;
    }
}
