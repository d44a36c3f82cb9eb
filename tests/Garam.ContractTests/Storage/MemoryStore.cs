using Garam.Storage;
using Garam.Storage.Memory;

namespace Garam.ContractTests.Storage;

public sealed class MemoryStore : StoreUnderTest
{
    public override ValueTask<IObjectStore> OpenAsync() => ValueTask.FromResult<IObjectStore>(new MemoryObjectStore());
}
