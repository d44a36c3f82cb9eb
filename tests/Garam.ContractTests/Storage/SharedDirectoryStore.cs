using Garam.Storage;
using Garam.Storage.Directory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.ContractTests.Storage;

/// <summary>Several stores share one directory, as processes do, and take the calls in turn.</summary>
public sealed class SharedDirectoryStore(int stores, bool unnamedFiles) : StoreUnderTest
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("garam-storage-");

    public override ValueTask<IObjectStore> OpenAsync()
    {
        var options = new DirectoryStoreOptions { Root = _root.FullName, UnnamedFiles = unnamedFiles, IsShared = true };
        return ValueTask.FromResult<IObjectStore>(new InTurn(
            [.. Enumerable.Range(0, stores).Select(_ => DirectoryObjectStore.Open(options, NullLogger<DirectoryObjectStore>.Instance))]));
    }

    public override void Dispose()
    {
        _root.Delete(recursive: true);
        base.Dispose();
    }

    private sealed class InTurn(DirectoryObjectStore[] stores) : IObjectStore
    {
        private int _calls;

        public int Alignment => stores[0].Alignment;

        private DirectoryObjectStore Next => stores[(uint)Interlocked.Increment(ref _calls) % stores.Length];

        public ValueTask<PutOutcome> CreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
            Next.CreateAsync(key, content, cancellation);

        public ValueTask DeleteAsync(IReadOnlyList<string> keys, CancellationToken cancellation) => Next.DeleteAsync(keys, cancellation);

        public ValueTask<ReadOutcome> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellation) =>
            Next.ReadAsync(key, position, destination, cancellation);

        public ValueTask<ObjectStat?> StatAsync(string key, CancellationToken cancellation) => Next.StatAsync(key, cancellation);

        public ValueTask<IReadOnlyList<ObjectStat>> ListAsync(
            string prefix, string startAfter, int limit, CancellationToken cancellation) =>
            Next.ListAsync(prefix, startAfter, limit, cancellation);

        public async ValueTask DisposeAsync()
        {
            foreach (var store in stores)
            {
                await store.DisposeAsync();
            }
        }
    }
}

public sealed class SharedDirectoryObjectCreateTests() : ObjectCreateContract(new SharedDirectoryStore(stores: 1, unnamedFiles: true));

public sealed class SharedDirectoryObjectListTests() : ObjectListContract(new SharedDirectoryStore(stores: 1, unnamedFiles: true));

public sealed class SharedDirectoryObjectReadTests() : ObjectReadContract(new SharedDirectoryStore(stores: 1, unnamedFiles: true));

public sealed class PairedDirectoryObjectCreateTests() : ObjectCreateContract(new SharedDirectoryStore(stores: 2, unnamedFiles: true));

public sealed class PairedDirectoryObjectListTests() : ObjectListContract(new SharedDirectoryStore(stores: 2, unnamedFiles: true));

public sealed class PairedDirectoryObjectReadTests() : ObjectReadContract(new SharedDirectoryStore(stores: 2, unnamedFiles: true));

public sealed class PairedNamedFilesDirectoryObjectCreateTests() : ObjectCreateContract(
    new SharedDirectoryStore(stores: 2, unnamedFiles: false));
