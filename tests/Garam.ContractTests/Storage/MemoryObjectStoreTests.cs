using Garam.Storage;
using Garam.Storage.Memory;

namespace Garam.ContractTests.Storage;

public sealed class MemoryObjectStoreTests : ObjectStoreContract
{
    protected override IObjectStore CreateStore() => new MemoryObjectStore();
}
