using Garam.Storage.Errors;

namespace Garam.Storage.Directory;

/// <summary>A create, and how far it has come. Only the writer thread that took it touches it.</summary>
internal sealed class CreateRequest(string path, ReadOnlyMemory<byte> content, bool mayUseReserve) : StoreRequest<PutOutcome>
{
    internal string Path { get; } = path;

    internal string FolderPath { get; } = path[..path.LastIndexOf(System.IO.Path.DirectorySeparatorChar)];

    internal ReadOnlyMemory<byte> Content { get; } = content;

    /// <summary>On a full disk it takes the room that is kept for it.</summary>
    internal bool MayUseReserve { get; } = mayUseReserve;

    /// <summary>Null until the name is in the folder; then <see cref="Outcome"/> holds as soon as the folder is synced.</summary>
    internal StoreFolder? Folder { get; private set; }

    internal PutOutcome Outcome { get; private set; }

    private int FailuresBefore { get; set; }

    private long LinkedNumber { get; set; }

    internal override void Run() =>
        throw new GaramException(ErrorKind.Internal, "Creates run in batches, by the writer");

    internal void Linked(StoreFolder folder, int failuresBefore, PutOutcome outcome)
    {
        FailuresBefore = failuresBefore;
        LinkedNumber = folder.Linked();
        Outcome = outcome;
        Folder = folder;
    }

    internal void SyncName() => Folder!.Sync(LinkedNumber, FailuresBefore);
}
