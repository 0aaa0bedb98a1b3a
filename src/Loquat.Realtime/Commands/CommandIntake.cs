using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>From the bytes of a client's message to what comes of its commands. One for all sessions: what one session needs is in the session.</summary>
internal sealed class CommandIntake(Dispatcher dispatcher, RateGuard rates, Node node)
{
    private readonly SeldomLine _refusals = new(node.Time);

    /// <summary>Handles one message: 1..n commands, in order. False once the session is over.</summary>
    public async ValueTask<bool> TakeAsync(Session session, ReadOnlyMemory<byte> message)
    {
        var codec = ProtocolCodec.Of(session.Encoding);
        // What is handled later than this call must not stand in the transport's memory.
        var rest = session.Parallel is null ? message : message.ToArray();
        var any = false;
        session.IsTaking = true;
        while (!session.IsClosing && !session.IsRefused && TryRead(session, codec, ref rest, out var command))
        {
            any = true;
            if (session is { Parallel: { } parallel, IsConnected: true } && ParallelCommands.Takes(command!))
                await parallel.BeginAsync(this, session, command!);
            else
                await HandleAsync(session, command!);
        }
        session.IsTaking = false;

        if (!any && !session.IsRefused)
            session.Disconnect(Disconnect.BadRequest);
        return !session.IsClosing;
    }

    /// <summary>Runs one command and sends what comes of it. Does not fail.</summary>
    public async ValueTask HandleAsync(Session session, Command command)
    {
        var name = command.GetType().Name;
        node.Metrics.CommandReceived(name);
        if (!IsAllowed(session, command))
        {
            session.Disconnect(Disconnect.BadRequest);
            return;
        }

        if (!rates.Takes(session, command))
        {
            RefuseForNow(session, command, name);
            return;
        }

        session.RefusedInARow = 0;
        Outcome outcome;
        try
        {
            outcome = await dispatcher.RunAsync(session, command, session.Closing);
        }
        catch (OperationCanceledException) when (session.Closing.IsCancellationRequested)
        {
            return;
        }
        catch (Exception fault)
        {
            node.Logger.CommandFailed(fault, name, session.Id);
            outcome = ProtocolError.Internal;
        }
        Answer(session, command, outcome);
    }

    private void RefuseForNow(Session session, Command command, string name)
    {
        var refused = ++session.RefusedInARow;
        if (refused == 1 && _refusals.IsDue(out var unwritten))
            node.Logger.CommandTooFast(session.Id, session.User, name, unwritten);
        // Answers cost, too.
        Answer(session, command, refused == node.Options.RefusalLimit ? Disconnect.TooManyRequests : ProtocolError.TooManyRequests);
    }

    private bool TryRead(Session session, ProtocolCodec codec, ref ReadOnlyMemory<byte> rest, out Command? command)
    {
        command = null;
        try
        {
            return codec.TryReadCommand(ref rest, out command);
        }
        catch (ProtocolException problem)
        {
            node.Logger.BadMessage(session.Id, problem.Message);
            session.Disconnect(Disconnect.BadRequest);
            return false;
        }
    }

    /// <summary>Rules 3, 6 and 7 of section 8.</summary>
    private static bool IsAllowed(Session session, Command command) =>
        command is Command.Connect == session.IsConnecting && Dispatcher.ChannelOf(command) is not "";

    private void Answer(Session session, Command command, Outcome outcome)
    {
        if (outcome.Disconnect is { } disconnect)
        {
            session.Disconnect(disconnect);
        }
        else if (outcome.Error is { } error)
        {
            node.Metrics.CommandRefused(error.Code);
            if (session.IsUnidirectional)
            {
                session.Disconnect(InPlaceOf(error));
                return;
            }
            session.Send(new Reply.Error(command.Id, error));
            if (command is Command.Connect)
                session.Refuse();
        }
        else if (outcome.Reply is { } reply)
        {
            session.Send(reply);
        }
    }

    /// <summary>What a client is told that gets no error replies (section 7).</summary>
    private static Disconnect InPlaceOf(ProtocolError error) => error.Code switch
    {
        109 or 110 => Disconnect.Expired,
        111 => Disconnect.TooManyRequests,
        103 => Disconnect.PermissionDenied,
        _ => Disconnect.ServerError,
    };
}
