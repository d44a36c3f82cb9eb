namespace Garam.UnitTests.Storage.Directory;

internal enum DiskStep
{
    CreateFile,
    Write,
    SyncContent,
    Link,
    RemoveFile,
    MakeFolder,
    SyncFolder,
    RemoveFolder,
}
