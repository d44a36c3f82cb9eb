using Garam.Storage;
using Garam.Storage.Directory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.ContractTests.Storage;

/// <summary>Reads, stats and lists are asked of the store that only looks, while another one owns and fills the directory.</summary>
public sealed class WatchedDirectoryStore : StoreUnderTest
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("garam-storage-");

    public override ValueTask<IObjectStore> OpenAsync()
    {
        var options = new DirectoryStoreOptions { Root = _root.FullName };
        var owner = DirectoryObjectStore.Open(options, NullLogger<DirectoryObjectStore>.Instance);
        return ValueTask.FromResult<IObjectStore>(new OwnerAndOnlooker(owner, ReadOnlyDirectoryStore.Open(options, "none")));
    }

    public override void Dispose()
    {
        _root.Delete(recursive: true);
        base.Dispose();
    }

    private sealed class OwnerAndOnlooker(DirectoryObjectStore owner, ReadOnlyDirectoryStore onlooker) : IObjectStore
    {
        public int Alignment => onlooker.Alignment;

        public ValueTask<PutOutcome> CreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
            owner.CreateAsync(key, content, cancellation);

        public ValueTask DeleteAsync(IReadOnlyList<string> keys, CancellationToken cancellation) => owner.DeleteAsync(keys, cancellation);

        public ValueTask<ReadOutcome> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellation) =>
            onlooker.ReadAsync(key, position, destination, cancellation);

        public ValueTask<ObjectStat?> StatAsync(string key, CancellationToken cancellation) => onlooker.StatAsync(key, cancellation);

        public ValueTask<IReadOnlyList<ObjectStat>> ListAsync(
            string prefix, string startAfter, int limit, CancellationToken cancellation) =>
            onlooker.ListAsync(prefix, startAfter, limit, cancellation);

        public async ValueTask DisposeAsync()
        {
            await onlooker.DisposeAsync();
            await owner.DisposeAsync();
        }
    }
}
