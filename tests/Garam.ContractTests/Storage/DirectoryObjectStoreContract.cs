using Garam.Storage;
using Garam.Storage.Directory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.ContractTests.Storage;

/// <summary>The contract on a directory of this machine, which goes with the test.</summary>
public abstract class DirectoryObjectStoreContract(bool directIo, bool unnamedFiles) : ObjectStoreContract
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("garam-storage-");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _root.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    protected override IObjectStore CreateStore() => DirectoryObjectStore.Open(
        new DirectoryStoreOptions { Root = _root.FullName, DirectIo = directIo, UnnamedFiles = unnamedFiles },
        NullLogger<DirectoryObjectStore>.Instance);
}

public sealed class DirectoryObjectStoreTests() : DirectoryObjectStoreContract(directIo: true, unnamedFiles: true);

public sealed class DirectoryObjectStoreBufferedTests() : DirectoryObjectStoreContract(directIo: false, unnamedFiles: true);

public sealed class DirectoryObjectStoreNamedFilesTests() : DirectoryObjectStoreContract(directIo: true, unnamedFiles: false);
