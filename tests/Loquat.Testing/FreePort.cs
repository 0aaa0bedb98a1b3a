using System.Net;
using System.Net.Sockets;

namespace Loquat.Testing;

/// <summary>A port of the loopback for a server that cannot ask the system for one, or has to come back at the one it had.</summary>
public static class FreePort
{
    // Below those that the system gives to whoever connects: nobody gets it by chance before the server has it, or while the server is away.
    private const int First = 10_000;
    private const int End = 32_000;

    private static readonly Lock Gate = new();
    private static readonly HashSet<int> Taken = [];

    /// <summary>Never the same one twice.</summary>
    public static int Take()
    {
        lock (Gate)
        {
            while (true)
            {
                var port = Random.Shared.Next(First, End);
                if (!Taken.Contains(port) && IsFree(port))
                {
                    Taken.Add(port);
                    return port;
                }
            }
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
