using Garam.Storage;
using Garam.Storage.Memory;

namespace Garam.ContractTests.Storage;

public sealed class MemoryStore : StoreUnderTest
{
    public override IObjectStore Open() => new MemoryObjectStore();
}
