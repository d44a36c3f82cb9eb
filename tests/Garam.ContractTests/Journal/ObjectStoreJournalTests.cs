using Garam.Journal.Backends;
using Garam.Storage;
using Garam.Storage.Directory;
using Garam.Storage.Memory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.ContractTests.Journal;

/// <summary>The journal on any object store.</summary>
public abstract class ObjectStoreJournalContract : JournalBackendContract, IAsyncDisposable
{
    private IObjectStore? _store;

    public virtual async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    protected abstract IObjectStore CreateStore();

    protected override ValueTask<IJournalBackend> OpenAsync()
    {
        _store = CreateStore();
        return ValueTask.FromResult<IJournalBackend>(
            new ObjectStoreJournal(_store, new ObjectStoreJournalOptions(), TimeProvider.System, NullLogger<ObjectStoreJournal>.Instance));
    }
}

public sealed class MemoryJournalTests : ObjectStoreJournalContract
{
    protected override IObjectStore CreateStore() => new MemoryObjectStore();
}

public sealed class DirectoryJournalTests : ObjectStoreJournalContract
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("garam-journal-");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _root.Delete(recursive: true);
    }

    protected override IObjectStore CreateStore() =>
        DirectoryObjectStore.Open(new DirectoryStoreOptions { Root = _root.FullName }, NullLogger<DirectoryObjectStore>.Instance);
}
