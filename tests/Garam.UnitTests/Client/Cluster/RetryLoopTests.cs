using Garam.Client.Cluster;
using Garam.Client.Errors;

namespace Garam.UnitTests.Client.Cluster;

public sealed class RetryLoopTests
{
    [Theory]
    [InlineData(1_000)]
    [InlineData(1_050)]
    [InlineData(3_000)]
    [InlineData(100)]
    public void An_operation_ends_with_its_last_fault_before_its_time_is_over(int timeoutMs)
    {
        var virtualTime = new VirtualTime();
        virtualTime.Run(async () =>
        {
            var (time, timeout) = (virtualTime.Clock, TimeSpan.FromMilliseconds(timeoutMs));
            var loop = new RetryLoop(new ClusterClientOptions { Bootstrap = [], OperationTimeout = timeout }, time, new Random(1));
            var startedAt = time.GetTimestamp();
            var attempts = 0;

            var fault = await Assert.ThrowsAsync<KafkaException>(async () => await loop.RunAsync<int>(
                _ => throw new KafkaException(KafkaFault.ConnectionBroken, $"{++attempts}"), CancellationToken.None));

            Assert.Equal($"{attempts}", fault.Message);
            Assert.InRange(time.GetElapsedTime(startedAt), TimeSpan.Zero, timeout);
        });
    }
}
