using System.Net.Sockets;
using Garam.Cli.Connecting;
using Garam.Cli.Terminal;
using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Transport.Connections;

namespace Garam.UnitTests.Cli;

/// <summary>Every fault is an exit code and one line.</summary>
public sealed class FaultLineTests
{
    private static readonly HostPort Broker = new("b", 1);

    public static TheoryData<Exception, int, string> Faults { get; } = new()
    {
        { new CommandException(ExitCode.Pending, "as it is"), ExitCode.Pending, "as it is" },
        { new KafkaException(ErrorCode.TopicAlreadyExists, "Creating topic 'x'"), ExitCode.Refused, "Creating topic 'x': TOPIC_ALREADY_EXISTS" },
        { new KafkaException(ErrorCode.GroupIdNotFound, "Group 'g'"), ExitCode.NotFound, "Group 'g': GROUP_ID_NOT_FOUND" },
        { new AccessException(AccessFault.WrongCredentials, Broker, "b:1 refuses PLAIN ada: no."), ExitCode.Refused, "b:1 refuses PLAIN ada: no: check --user and the password" },
        { new AccessException(AccessFault.MechanismNotOffered, Broker, "b:1 has no PLAIN.") { Offered = ["GSSAPI", "SCRAM-SHA-512"] }, ExitCode.Refused, "b:1 has no PLAIN: try --sasl scram-sha-512." },
        { new AccessException(AccessFault.UnknownAuthority, Broker, "x."), ExitCode.Unreachable, "x: --ca FILE names" },
        { new AccessException(AccessFault.WrongHost, Broker, "x."), ExitCode.Unreachable, "x: connect by a name that is in it" },
        { new TopicNotFoundException("Deleting topic 'x'"), ExitCode.NotFound, "Deleting topic 'x'" },
        { new FileNotFoundException("Could not find file '/x'."), ExitCode.Failed, "Could not find file '/x'." },
        { new IOException("No space\nleft"), ExitCode.Failed, "No space left" },
        { new InvalidOperationException("a fault"), ExitCode.Failed, "InvalidOperationException: a fault" },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void A_fault_is_one_line(Exception fault, int exitCode, string line)
    {
        var (code, text, isExpected) = FaultLine.Of(fault);

        Assert.Equal(exitCode, code);
        Assert.StartsWith(line, text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', text);
        Assert.Equal(fault is not InvalidOperationException, isExpected);
    }

    [Theory]
    [InlineData(SocketError.ConnectionRefused, "no broker at a:1, b:2: is `garam serve` running?")]
    [InlineData(SocketError.HostNotFound, "unknown host in a:1, b:2.")]
    [InlineData(SocketError.HostUnreachable, "no route to a:1, b:2.")]
    [InlineData(SocketError.TimedOut, "is a firewall in between?")]
    public void Who_cannot_be_reached_is_told_with_the_reason(SocketError error, string says)
    {
        var target = new ClusterTarget([new HostPort("a", 1), new HostPort("b", 2)], "GARAM_BROKERS", TimeSpan.FromSeconds(1));

        var fault = Unreachable.From(target, new IOException("x", new ConnectException("b", 2, new SocketException((int)error))));

        Assert.Equal(ExitCode.Unreachable, fault.ExitCode);
        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
        Assert.Contains("(from GARAM_BROKERS)", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("The broker announces an answer of 1213486160 bytes.", "not in Kafka's protocol")]
    [InlineData("The connection to the broker broke: The broker closed the connection.", "--tls")]
    [InlineData("The connection to the broker broke: The broker answers with a TLS alert.", "wants TLS")]
    [InlineData("Something else.", "Something else.")]
    public void Who_does_not_talk_Kafka_is_told(string fault, string says) =>
        Assert.Contains(says, Unreachable.From(new ClusterTarget([new HostPort("a", 1)], "--brokers", TimeSpan.FromSeconds(1)), new IOException(fault)).Message, StringComparison.Ordinal);

    [Fact]
    public void Exit_codes_are_distinct() => Assert.Equal(ExitCode.All.Count, ExitCode.All.Select(entry => entry.Code).Distinct().Count());
}
