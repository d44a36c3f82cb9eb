using Garam.Client.Errors;
using Garam.Storage.Errors;
using Garam.Storage.Memory;

namespace Garam.InMemoryTests.Server;

/// <summary>A clean stop ends in its time, whatever the store does.</summary>
public sealed class StopTests
{
    /// <summary>Only a stop that hangs takes so long.</summary>
    private const int HangMs = 120_000;

    [Fact(Timeout = HangMs)]
    public async Task A_store_that_refuses_writes_does_not_keep_a_node_from_stopping()
    {
        var plan = new RefusedCreates();
        await using var store = new FaultyObjectStore(new MemoryObjectStore(), plan, new Random(1));
        await using var node = await NodeFixture.StartAsync(store);
        await node.CreateTopicAsync("t");

        plan.IsRefusing = true;
        var unanswered = node.ProduceAsync("t", BatchBytes.Of("never stored"));
        Assert.True(await node.StopAsync(TimeSpan.FromSeconds(5)).WaitAsync(TestContext.Current.CancellationToken));

        // The connection breaks, or the time-out of the request is told; nothing is acknowledged.
        var ended = await Record.ExceptionAsync(async () => Assert.NotEqual(Protocol.ErrorCode.None, await unanswered));
        Assert.True(ended is null or IOException or GaramException or KafkaException { IsUnanswered: true }, ended?.ToString());

        plan.IsRefusing = false;
        await using var next = await NodeFixture.StartAsync(store);
        Assert.Equal(Protocol.ErrorCode.None, await next.ProduceAsync("t", BatchBytes.Of("stored")));
    }

    private sealed class RefusedCreates : IFaultPlan
    {
        private volatile bool _isRefusing;

        public bool IsRefusing
        {
            set => _isRefusing = value;
        }

        public StoreFault Next(StoreOperation operation, string key) =>
            _isRefusing && operation == StoreOperation.Create ? StoreFault.FailBefore : StoreFault.None;
    }
}
