using Garam.Storage;
using Garam.Storage.Memory;

namespace Garam.ContractTests.Storage;

public sealed class LateStore : StoreUnderTest
{
    public override ValueTask<IObjectStore> OpenAsync() => ValueTask.FromResult<IObjectStore>(new LatencyObjectStore(
        new MemoryObjectStore(),
        new StoreLatency { Least = TimeSpan.Zero, MeanExtra = TimeSpan.FromMicroseconds(200), Most = TimeSpan.FromMilliseconds(2) },
        new Random(7),
        TimeProvider.System));
}
