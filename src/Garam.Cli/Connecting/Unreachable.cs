using System.Net.Sockets;
using Garam.Cli.Terminal;
using Garam.Protocol;
using Garam.Transport.Connections;
using Garam.Transport.Tls;

namespace Garam.Cli.Connecting;

/// <summary>Why nobody answers, and what to do about it.</summary>
internal static class Unreachable
{
    public static CommandException From(ClusterTarget target, IOException fault) =>
        new(ExitCode.Unreachable, (Find<ConnectException>(fault) is { } connect ? Connect(target, connect, fault) : Talk(target, fault)) + Hint(target), fault);

    public static CommandException Late(ClusterTarget target) =>
        new(ExitCode.Unreachable, $"{target} did not answer within {target.Timeout.TotalSeconds:0.###} s: is it a Kafka listener? --timeout allows more.{Hint(target)}");

    /// <summary>Says in a few words why a broker cannot be reached.</summary>
    public static string ReasonOf(Exception fault) => Find<SocketException>(fault)?.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "unknown host",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable => "no route to it",
        SocketError.TimedOut => "no answer",
        _ => FaultLine.OneLine(fault.Message).TrimEnd('.'),
    };

    private static string Connect(ClusterTarget target, ConnectException connect, IOException fault)
    {
        var address = new HostPort(connect.Host, connect.Port);
        var isAdvertised = !target.Bootstrap.Contains(new HostPort(connect.Host, connect.Port));
        var reason = Reason(isAdvertised ? address.ToString() : target.ToString(), Find<SocketException>(fault)?.SocketErrorCode, fault);
        return isAdvertised
            ? $"{target} answers, and sends its clients to {address}, where this machine cannot follow ({reason}): what does the server advertise?"
            : reason;
    }

    private static string Reason(string where, SocketError? error, IOException fault) => error switch
    {
        SocketError.ConnectionRefused => $"no broker at {where}: is `garam serve` running?",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => $"unknown host in {where}.",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable => $"no route to {where}.",
        SocketError.TimedOut => $"{where} does not answer: is a firewall in between?",
        _ => FaultLine.OneLine(fault.Message),
    };

    private static string Talk(ClusterTarget target, IOException fault)
    {
        if (Find<TlsException>(fault) is not null)
        {
            return $"{target} does not answer in TLS: is it a listener without it? Then leave --tls out.";
        }

        if (fault.Message.Contains("TLS alert", StringComparison.Ordinal))
        {
            return $"{target} wants TLS: --tls turns it on.";
        }

        if (fault.Message.Contains("announces an answer", StringComparison.Ordinal))
        {
            return $"{target} answers, but not in Kafka's protocol: is it the port for Kafka clients?";
        }

        return fault.Message.Contains("closed the connection", StringComparison.Ordinal)
            ? $"{target} closed the connection: does it want TLS (--tls) or a login (--sasl)?"
            : $"{target} stopped answering: {FaultLine.OneLine(fault.Message)}";
    }

    /// <summary>Somebody who gave no address has to learn how.</summary>
    private static string Hint(ClusterTarget target) => target.Origin switch
    {
        ClusterTarget.DefaultOrigin => " (--brokers HOST:PORT names another one)",
        ConnectionFlags.BrokersFlag => "",
        var origin => $" (from {origin})",
    };

    private static T? Find<T>(Exception? fault)
        where T : Exception => fault switch
        {
            null => null,
            T found => found,
            _ => Find<T>(fault.InnerException),
        };
}
