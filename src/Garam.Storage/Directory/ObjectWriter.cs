using Garam.Storage.Directory.Files;
using Garam.Storage.Errors;
using Microsoft.Extensions.Logging;

namespace Garam.Storage.Directory;

/// <summary>
/// Creates objects so that an answer means "on the disk": content into an unnamed file, content synced, name linked (the kernel lets one
/// link win), directory synced. Stateless except for the last resort; several writer threads share it.
/// <para>
/// A failed sync is never repeated on the same file. After a failure Linux marks the pages clean, so a second sync succeeds without having
/// written anything ("fsyncgate", 2018). The file is dropped or its name removed, and the caller, which still has the content, writes a new
/// one. In a shared directory the name stays and the process stops creating: see <see cref="FailStopFolders"/>.
/// </para>
/// </summary>
/// <param name="files">Makes, links and removes files.</param>
/// <param name="folders">Makes folders and syncs them.</param>
/// <param name="windows">Told of each name that is linked.</param>
/// <param name="reserve">The space for what records deletions.</param>
/// <param name="failStop">Null when the directory has one owner.</param>
/// <param name="logger">Told when creates stop for good.</param>
internal sealed partial class ObjectWriter(
    IFileLayer files, FolderTree folders, FolderWindows windows, IDiskReserve reserve, FailStopFolders? failStop, ILogger logger)
{
    // Each attempt but the last met another deletion of the folder's last object. One process does not do that more than once or twice in a
    // row; of many processes that share the directory each may.
    private const int LinkAttemptsMax = 64;

    private volatile bool _stopped;

    /// <summary>Completes every request. Requests of one batch share the sync of their directory.</summary>
    internal void CreateAll(IReadOnlyList<CreateRequest> batch)
    {
        foreach (var request in batch)
        {
            Guarded(request, Place);
        }

        foreach (var request in batch)
        {
            if (request.Folder is not null)
            {
                Guarded(request, Confirm);
            }
        }
    }

    private static void Guarded(CreateRequest request, Action<CreateRequest> step)
    {
        try
        {
            step(request);
        }
        catch (Exception e)
        {
            request.Fail(e);
        }
    }

    private void Place(CreateRequest request)
    {
        if (_stopped)
        {
            throw new GaramException(
                ErrorKind.Unavailable,
                "The store accepts no creates, because a name could not be removed after a failed sync. Restart the process");
        }

        failStop?.Check();
        reserve.Admit(request.MayUseReserve);
        using var pin = request.Content.Pin();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                WriteAndLink(request, Blocks.AreAligned(pin, request.Content.Length));
                return;
            }
            catch (GaramException fault) when (fault.IsNoSpace && request.MayUseReserve && reserve.TryRelease())
            {
            }
            catch (MissingFolderException fault)
            {
                folders.Forget(request.FolderPath);
                if (attempt == LinkAttemptsMax)
                {
                    throw new GaramException(ErrorKind.Unavailable, $"{fault.Message}, again and again", fault);
                }
            }
        }
    }

    // Small content that fills no whole block goes through the page cache: an aligned copy with O_DIRECT, cut to its length, takes
    // half as long again (measured, 600 bytes to 60 KB).
    private void WriteAndLink(CreateRequest request, bool direct)
    {
        var folder = folders.Ensure(request.FolderPath);
        var failuresBefore = folder.Failures;
        using var file = files.CreateUnnamed(folder.Path, direct);
        file.Write(request.Content.Span);
        file.SyncContent();
        var outcome = file.TryLink(request.Path) ? PutOutcome.Created : PutOutcome.AlreadyExists;
        windows.Note(request.Path, isFolder: false);
        request.Linked(folder, failuresBefore, outcome);
    }

    /// <summary>"Exists already" waits for the sync too, because a reader of the object must then be able to rely on it.</summary>
    private void Confirm(CreateRequest request)
    {
        try
        {
            request.SyncName();
            folders.Confirm(request.Folder!);
        }
        catch when (request.Outcome == PutOutcome.Created && failStop is null)
        {
            TakeBack(request.Path);
            throw;
        }

        request.Complete(request.Outcome);
    }

    // The name must not stay: a repeated create would find it, and the caller would take it for a durable object.
    private void TakeBack(string path)
    {
        try
        {
            files.Remove(path);
        }
        catch (GaramException e)
        {
            _stopped = true;
            Log.NameStays(logger, path, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2003, LogLevel.Critical,
            "{Path} could neither be synced nor removed. This process creates no more objects until it is restarted.")]
        internal static partial void NameStays(ILogger logger, string path, Exception fault);
    }
}
