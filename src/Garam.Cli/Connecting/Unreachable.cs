using System.Net.Sockets;
using Garam.Cli.Terminal;

namespace Garam.Cli.Connecting;

/// <summary>Why nobody answers, and what to do about it.</summary>
internal static class Unreachable
{
    public static CommandException From(ClusterTarget target, IOException fault) => new(ExitCode.Unreachable, Text(target, fault), fault);

    private static string Text(ClusterTarget target, IOException fault) => CauseOf(fault) switch
    {
        SocketError.ConnectionRefused => $"no broker at {target}: is `garam serve` running?{Hint(target)}",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => $"unknown host in {target}.{Hint(target)}",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable => $"no route to {target}.{Hint(target)}",
        SocketError.TimedOut => $"{target} does not answer: is a firewall in between?{Hint(target)}",
        _ => $"{target} does not talk Kafka's protocol here, or stopped: {FaultLine.OneLine(fault.Message)}{Hint(target)}",
    };

    /// <summary>Somebody who gave no address has to learn how.</summary>
    private static string Hint(ClusterTarget target) => target.Origin switch
    {
        ClusterTarget.DefaultOrigin => " (--brokers HOST:PORT names another one)",
        ConnectionFlags.BrokersFlag => "",
        var origin => $" (from {origin})",
    };

    private static SocketError? CauseOf(Exception? fault) => fault switch
    {
        null => null,
        SocketException socket => socket.SocketErrorCode,
        _ => CauseOf(fault.InnerException),
    };
}
