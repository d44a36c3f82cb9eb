using Garam.Client.Cluster;
using Garam.Client.Errors;
using Garam.Client.Producing;
using Garam.Protocol;
using Garam.Transport.InMemory;
using Garam.Waiting;

namespace Garam.UnitTests.Client.Producing;

public sealed class AttemptTests
{
    /// <summary>
    /// The wake-up once came before the end, and a sender that was quick waited for ever. It is as quick as can be here, and has many
    /// rounds.
    /// </summary>
    [Fact]
    public async Task A_failed_attempt_has_ended_when_it_wakes_the_sender()
    {
        await using var client = new ClusterClient(
            new ClusterClientOptions { Bootstrap = [new HostPort("nowhere", 1)] },
            new InMemoryTransport(new InMemoryTransportOptions(), TimeProvider.System),
            TimeProvider.System,
            new Random(1));
        using var wakeup = new Wakeup(TimeProvider.System);
        for (var round = 0; round < 20_000; round++)
        {
            var attempt = new Attempt(client, wakeup);
            attempt.Begin(static async () =>
            {
                await Task.Yield();
                throw new KafkaException(ErrorCode.CoordinatorLoadInProgress, "not yet");
            });
            var woken = wakeup.WaitAsync();
            while (!woken.IsCompleted)
            {
                Thread.SpinWait(1);
            }

            await woken;
            Assert.NotEqual(Moments.Never, attempt.Begin(static () => throw new InvalidOperationException("It pauses.")));
            Assert.Contains("not yet", attempt.LastFault, StringComparison.Ordinal);
        }
    }
}
