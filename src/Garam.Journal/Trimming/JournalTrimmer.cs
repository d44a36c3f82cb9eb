using Garam.Journal.Backends;
using Garam.Journal.Entries;
using Garam.Metadata.Commands;

namespace Garam.Journal.Trimming;

/// <summary>
/// Deletes entries that no restart needs. The durable floor is raised first, and leader claims stay for ever: such a number is where a
/// deposed leader has to lose. Safe in the hands of a leader that was deposed without knowing. Owner: the snapshot loop.
/// </summary>
public sealed class JournalTrimmer(IJournalBackend entries, DurableFloor floor)
{
    /// <summary>What S3 deletes at once at most; deletions on a file system are slow in the mass too.</summary>
    private const int DeleteBatch = 1_000;

    private bool _hasSwept;

    /// <param name="newFloor">The lowest number that a restart may still need.</param>
    /// <param name="claims">Every claim between the floor as it is and the new one.</param>
    /// <returns>How many entries were deleted.</returns>
    public async ValueTask<int> TrimAsync(long newFloor, IReadOnlyList<long> claims, CancellationToken cancellation)
    {
        var oldFloor = await floor.ReadAsync(cancellation);
        if (newFloor <= oldFloor)
        {
            return 0;
        }

        await floor.RaiseAsync(newFloor, cancellation);
        var deleted = 0;
        if (!_hasSwept)
        {
            deleted += await SweepAsync(oldFloor, cancellation);
            _hasSwept = true;
        }

        var spared = claims.ToHashSet();
        return deleted + await DeleteRangeAsync(Math.Max(oldFloor - 1, 0), newFloor, sequence => ValueTask.FromResult(!spared.Contains(sequence)), cancellation);
    }

    /// <summary>
    /// What an interrupted run left below the old floor, and what a deposed leader put there since. Which of them are claims is not
    /// remembered any more, so they are read; once per process, because the claims of all times are among them.
    /// </summary>
    private ValueTask<int> SweepAsync(long oldFloor, CancellationToken cancellation) =>
        DeleteRangeAsync(0, oldFloor, sequence => IsNoClaimAsync(sequence, cancellation), cancellation);

    private async ValueTask<int> DeleteRangeAsync(long after, long before, Func<long, ValueTask<bool>> mayGo, CancellationToken cancellation)
    {
        var deleted = 0;
        while (true)
        {
            var listed = await entries.ListAsync(after, DeleteBatch, cancellation);
            var doomed = new List<long>();
            foreach (var sequence in listed.TakeWhile(sequence => sequence < before))
            {
                if (await mayGo(sequence))
                {
                    doomed.Add(sequence);
                }
            }

            await entries.DeleteAsync(doomed, cancellation);
            deleted += doomed.Count;
            if (listed.Count < DeleteBatch || listed[^1] >= before)
            {
                return deleted;
            }

            after = listed[^1];
        }
    }

    private async ValueTask<bool> IsNoClaimAsync(long sequence, CancellationToken cancellation)
    {
        if (await entries.ReadAsync(sequence, cancellation) is not { } bytes)
        {
            return false;
        }

        var entry = JournalEntryCodec.Decode(bytes, sequence, ObjectStoreJournal.KeyOf(sequence));
        return !entry.ReadCommands().Any(command => command.Type == CommandType.LeaderClaim);
    }
}
