using Garam.Storage;
using Garam.Storage.Memory;

namespace Garam.UnitTests.Storage.Faults;

public sealed class LatencyObjectStoreTests
{
    [Fact]
    public async Task An_effect_is_visible_before_its_author_hears_of_it()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var time = new ManualTimeProvider();
        var inner = new MemoryObjectStore();
        var latency = new StoreLatency { Least = TimeSpan.FromMilliseconds(100), MeanExtra = TimeSpan.Zero };
        var store = new LatencyObjectStore(inner, latency, new Random(1), time);

        var create = store.CreateAsync("a/1", new byte[1], cancellation).AsTask();
        Assert.Null(await inner.StatAsync("a/1", cancellation));

        time.Advance(TimeSpan.FromMilliseconds(50));
        Assert.NotNull(await inner.StatAsync("a/1", cancellation));
        Assert.False(create.IsCompleted);

        time.Advance(TimeSpan.FromMilliseconds(50));
        Assert.Equal(PutOutcome.Created, await create);
    }
}
