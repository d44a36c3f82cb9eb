using Garam.Cli.Connecting;
using Garam.Client.Errors;
using Garam.Protocol;

namespace Garam.UnitTests.Cli;

public sealed class BrokerWatchTests
{
    private static readonly HostPort Broker = new("kafka-1", 9092);

    [Fact]
    public void Away_and_back_are_said_once_each()
    {
        var screen = new RecordedScreen();
        var time = new ManualTimeProvider();
        var watch = new BrokerWatch(screen.Screen, time);

        watch.OnReached(Broker);
        watch.OnUnreachable(Broker, new KafkaException(KafkaFault.ConnectionRefused, "Cannot connect."));
        watch.OnUnreachable(Broker, new KafkaException(KafkaFault.ConnectFailed, "Cannot connect."));
        time.Advance(TimeSpan.FromSeconds(12));
        watch.OnReached(Broker);
        watch.OnReached(Broker);
        watch.OnUnreachable(
            new HostPort("::1", 9092), new KafkaException(KafkaFault.RequestTimedOut, "Fetch was not answered within 00:00:02."));

        Assert.Equal(
            """
            garam: kafka-1:9092 is unreachable (connection refused); trying again.
            garam: kafka-1:9092 is back after 12 s.
            garam: [::1]:9092 is unreachable (Fetch was not answered within 00:00:02); trying again.

            """.ReplaceLineEndings("\n"),
            screen.Error.ReplaceLineEndings("\n"));
    }
}
