using Garam.Storage;
using Garam.Storage.Directory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.ContractTests.Storage;

/// <summary>On a directory of this machine, which goes with the test.</summary>
public sealed class DirectoryStore(bool directIo, bool unnamedFiles) : StoreUnderTest
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("garam-storage-");

    public override ValueTask<IObjectStore> OpenAsync() => ValueTask.FromResult<IObjectStore>(DirectoryObjectStore.Open(
        new DirectoryStoreOptions { Root = _root.FullName, DirectIo = directIo, UnnamedFiles = unnamedFiles },
        NullLogger<DirectoryObjectStore>.Instance));

    public override void Dispose()
    {
        _root.Delete(recursive: true);
        base.Dispose();
    }
}
