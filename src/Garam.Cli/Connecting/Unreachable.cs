using Garam.Cli.Terminal;
using Garam.Client.Errors;

namespace Garam.Cli.Connecting;

/// <summary>Says why no broker answers, and what to do about it.</summary>
internal static class Unreachable
{
    /// <param name="target">The cluster that the command asked for.</param>
    /// <param name="fault">One that <see cref="KafkaException.IsUnanswered"/>.</param>
    public static CommandException From(ClusterTarget target, KafkaException fault) =>
        new(
            ExitCode.Unreachable,
            (IsConnectFault(fault.Fault) ? Connect(target, fault) : Talk(target.ToString(), fault)) + Hint(target),
            fault);

    public static CommandException Late(ClusterTarget target) =>
        new(
            ExitCode.Unreachable,
            $"{target} did not answer within {target.Timeout.TotalSeconds:0.###} s: is it a Kafka listener? "
            + $"--timeout allows more time.{Hint(target)}");

    /// <summary>Says in a few words why a broker cannot be reached.</summary>
    public static string ReasonOf(KafkaException fault) => fault.Fault switch
    {
        KafkaFault.ConnectionRefused => "connection refused",
        KafkaFault.HostNotFound => "unknown host",
        KafkaFault.NoRoute => "no route to it",
        KafkaFault.HostSilent => "no answer",
        _ => Printable.OneLine(fault.Message).TrimEnd('.'),
    };

    private static bool IsConnectFault(KafkaFault fault) =>
        fault is KafkaFault.ConnectionRefused or KafkaFault.HostNotFound or KafkaFault.NoRoute or KafkaFault.HostSilent
            or KafkaFault.ConnectFailed;

    private static string Connect(ClusterTarget target, KafkaException fault)
    {
        if (fault.Broker is not { } address || target.Bootstrap.Contains(address))
        {
            return Reason(target.ToString(), fault);
        }

        var reason = Reason(address.ToString(), fault);
        return $"{target} answers, but sends its clients to {address}, which this machine cannot reach ({reason}): "
            + "what does the server advertise?";
    }

    private static string Reason(string where, KafkaException fault) => fault.Fault switch
    {
        KafkaFault.ConnectionRefused => $"no broker at {where}: is `garam serve` running?",
        KafkaFault.HostNotFound => $"unknown host in {where}.",
        KafkaFault.NoRoute => $"no route to {where}.",
        KafkaFault.HostSilent => $"{where} does not answer: is a firewall in between?",
        _ => Printable.OneLine(fault.Message),
    };

    private static string Talk(string where, KafkaException fault) => fault.Fault switch
    {
        KafkaFault.TlsNotSpoken => $"{where} does not answer in TLS: is it a listener without it? Then leave --tls out.",
        KafkaFault.TlsExpected => $"{where} wants TLS: --tls turns it on.",
        KafkaFault.NotKafka => $"{where} answers, but not in Kafka's protocol: is it the port for Kafka clients?",
        KafkaFault.ConnectionClosed => $"{where} closed the connection: does it want TLS (--tls) or a login (--sasl)?",
        _ => $"{where} stopped answering: {Printable.OneLine(fault.Message)}",
    };

    /// <summary>A user who gave no address has to learn how.</summary>
    private static string Hint(ClusterTarget target) => target.Origin switch
    {
        ClusterTarget.DefaultOrigin => " (--brokers HOST:PORT names another one)",
        ConnectionFlags.BrokersFlag => "",
        var origin => $" (from {origin})",
    };
}
