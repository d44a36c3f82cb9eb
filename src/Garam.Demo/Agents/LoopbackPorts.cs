using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Garam.Cli.Terminal;

namespace Garam.Demo.Agents;

/// <summary>
/// Finds free ports on 127.0.0.1 that agents keep over their restarts. They lie below the range from which systems give ports to outgoing
/// connections: while an agent is down, a client that connects to its port might otherwise be given that very port and meet itself.
/// </summary>
internal static class LoopbackPorts
{
    private const int First = 20_000;
    private const int End = 32_000;
    private const int AttemptsMax = 1000;

    /// <exception cref="CommandException">There are not enough.</exception>
    public static IReadOnlyList<int> Find(int count)
    {
        var found = new HashSet<int>();
        for (var attempt = 0; attempt < AttemptsMax && found.Count < count; attempt++)
        {
            var port = RandomNumberGenerator.GetInt32(First, End);
            if (IsFree(port))
            {
                found.Add(port);
            }
        }

        return found.Count == count
            ? [.. found]
            : throw new CommandException(ExitCode.Failed, $"there are no {count} free ports from {First} to {End - 1} on 127.0.0.1.");
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
