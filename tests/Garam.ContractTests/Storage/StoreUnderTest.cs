using Garam.Storage;

namespace Garam.ContractTests.Storage;

/// <summary>A kind of store, made for one test. Owns what the store stands on; the store is disposed before it.</summary>
public abstract class StoreUnderTest : IDisposable
{
    public abstract ValueTask<IObjectStore> OpenAsync();

    public virtual void Dispose() => GC.SuppressFinalize(this);
}
