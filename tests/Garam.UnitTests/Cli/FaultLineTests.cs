using Garam.Cli.Commands;
using Garam.Cli.Connecting;
using Garam.Cli.Terminal;
using Garam.Client.Errors;
using Garam.Protocol;

namespace Garam.UnitTests.Cli;

/// <summary>Every fault is an exit code and one line.</summary>
public sealed class FaultLineTests
{
    public static TheoryData<Exception, int, string> Faults { get; } = new()
    {
        { new CommandException(ExitCode.Pending, "as it is"), ExitCode.Pending, "as it is" },
        {
            new KafkaException(ErrorCode.TopicAlreadyExists, "Creating topic 'x'"), ExitCode.Refused,
            "Creating topic 'x': TOPIC_ALREADY_EXISTS"
        },
        { new KafkaException(ErrorCode.GroupIdNotFound, "Group 'g'"), ExitCode.NotFound, "Group 'g': GROUP_ID_NOT_FOUND" },
        {
            new KafkaException(KafkaFault.LoginRefused, "b:1 refuses PLAIN ada: no."), ExitCode.Refused,
            "b:1 refuses PLAIN ada: no: check --user and the password"
        },
        {
            new KafkaException(KafkaFault.MechanismNotOffered, "b:1 has no PLAIN.") { OfferedMechanisms = ["GSSAPI", "SCRAM-SHA-512"] },
            ExitCode.Refused,
            "b:1 has no PLAIN: try --sasl scram-sha-512."
        },
        { new KafkaException(KafkaFault.UnknownAuthority, "x."), ExitCode.Unreachable, "x: --ca FILE names" },
        { new KafkaException(KafkaFault.WrongHost, "x."), ExitCode.Unreachable, "x: connect by a name that is in it" },
        {
            new KafkaException(KafkaFault.TopicNotFound, "Deleting topic 'x': there is no such topic"), ExitCode.NotFound,
            "Deleting topic 'x'"
        },
        {
            new KafkaException(KafkaFault.DeliveryTimedOut, "A batch for x-0 was not acknowledged"), ExitCode.Unreachable,
            "A batch for x-0 was not acknowledged"
        },
        {
            new KafkaException(KafkaFault.NoCommonVersion, "The broker serves no version of Fetch"), ExitCode.Refused,
            "The broker serves no version of Fetch"
        },
        {
            new KafkaException(KafkaFault.ConnectionBroken, "The connection to the broker broke"), ExitCode.Failed,
            "The connection to the broker broke"
        },
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
    [InlineData(KafkaFault.ConnectionRefused, "no broker at a:1, b:2: is `garam serve` running?")]
    [InlineData(KafkaFault.HostNotFound, "unknown host in a:1, b:2.")]
    [InlineData(KafkaFault.NoRoute, "no route to a:1, b:2.")]
    [InlineData(KafkaFault.HostSilent, "is a firewall in between?")]
    public void A_cluster_that_cannot_be_reached_is_reported_with_the_reason(KafkaFault fault, string says)
    {
        var target = new ClusterTarget([new HostPort("a", 1), new HostPort("b", 2)], "GARAM_BROKERS", TimeSpan.FromSeconds(1));

        var line = Unreachable.From(target, new KafkaException(fault, "x") { Broker = target.Bootstrap[1] });

        Assert.Equal(ExitCode.Unreachable, line.ExitCode);
        Assert.Contains(says, line.Message, StringComparison.Ordinal);
        Assert.Contains("(from GARAM_BROKERS)", line.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(KafkaFault.NotKafka, "not in Kafka's protocol")]
    [InlineData(KafkaFault.ConnectionClosed, "--tls")]
    [InlineData(KafkaFault.TlsExpected, "wants TLS")]
    [InlineData(KafkaFault.TlsNotSpoken, "leave --tls out")]
    [InlineData(KafkaFault.BadAnswer, "Something else.")]
    public void A_listener_that_does_not_speak_Kafka_is_told(KafkaFault fault, string says) =>
        Assert.Contains(
            says,
            Unreachable.From(
                new ClusterTarget([new HostPort("a", 1)], "--brokers", TimeSpan.FromSeconds(1)),
                new KafkaException(fault, "Something else.")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void An_address_that_the_cluster_names_and_nobody_reaches_is_told()
    {
        var target = new ClusterTarget([new HostPort("a", 1)], "--brokers", TimeSpan.FromSeconds(1));

        var line = Unreachable.From(target, new KafkaException(KafkaFault.HostNotFound, "x") { Broker = new HostPort("inside", 2) });

        Assert.StartsWith("a:1 answers, but sends its clients to inside:2", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Exit_codes_are_distinct() => Assert.Equal(ExitCode.All.Count, ExitCode.All.Select(entry => entry.Code).Distinct().Count());
}
