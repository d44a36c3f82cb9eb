using Garam.Journal.Backends;
using Garam.Journal.Entries;
using Garam.Journal.Snapshots;
using Garam.Metadata;
using Garam.Storage.Errors;

namespace Garam.Journal.Trimming;

/// <summary>
/// Deletes entries that no restart needs. The durable floor is raised first, and every number stays at which a deposed leader has to
/// lose: leader claims, and entries that were stepped over. Safe in the hands of a leader that was deposed without knowing. Owner: the
/// snapshot loop.
/// </summary>
public sealed class JournalTrimmer(IJournalBackend entries, DurableFloor floor)
{
    /// <summary>The most keys that S3 deletes at once. Deletions on a file system are slow in bulk too.</summary>
    private const int DeleteBatch = 1_000;

    /// <summary>False until everything below the floor has been looked at once, and again after a trim that was cut short.</summary>
    private bool _hasSwept;

    /// <param name="newFloor">The lowest number that a restart may still need.</param>
    /// <param name="header">The header of the newest snapshot, which names the numbers to keep.</param>
    /// <param name="cancellation">Ends the trim between two deletions.</param>
    public async ValueTask<TrimOutcome> TrimAsync(long newFloor, SnapshotHeader header, CancellationToken cancellation)
    {
        var oldFloor = await floor.ReadAsync(cancellation);
        if (newFloor <= oldFloor)
        {
            return TrimOutcome.Nothing;
        }

        var hasSwept = _hasSwept;
        _hasSwept = false;
        await floor.RaiseAsync(newFloor, cancellation);
        var run = new Run(entries, header);
        await run.DeleteAsync(Math.Max(oldFloor - 1, 0), newFloor, isSwept: false, cancellation);
        if (!hasSwept)
        {
            await run.DeleteAsync(0, oldFloor, isSwept: true, cancellation);
        }

        _hasSwept = !run.MetFaultOfStore;
        return new TrimOutcome(run.Deleted, run.Unreadable);
    }

    /// <summary>One trim. In the range between the floors every claim is known; below the old one it takes a look at the entry.</summary>
    private sealed class Run(IJournalBackend entries, SnapshotHeader header)
    {
        private readonly HashSet<long> _spared = [.. header.Claims, .. header.SteppedOver];
        private readonly List<long> _unreadable = [];

        public int Deleted { get; private set; }

        public IReadOnlyList<long> Unreadable => _unreadable;

        /// <summary>Some entry could not be read for now.</summary>
        public bool MetFaultOfStore { get; private set; }

        public async ValueTask DeleteAsync(long after, long before, bool isSwept, CancellationToken cancellation)
        {
            while (true)
            {
                var listed = await entries.ListAsync(after, DeleteBatch, cancellation);
                var doomed = new List<long>();
                foreach (var sequence in listed.Select(static entry => entry.Sequence).TakeWhile(sequence => sequence < before))
                {
                    if (!_spared.Contains(sequence) && (!isSwept || await IsNoClaimAsync(sequence, cancellation)))
                    {
                        doomed.Add(sequence);
                    }
                }

                await entries.DeleteAsync(doomed, cancellation);
                Deleted += doomed.Count;
                if (listed.Count < DeleteBatch || listed[^1].Sequence >= before)
                {
                    return;
                }

                after = listed[^1].Sequence;
            }
        }

        /// <summary>
        /// Deletes entries below the old floor that an interrupted trim left there or a deposed leader wrote later. Among them are claims
        /// of all times, which no list names any more. An entry that cannot be read may be a claim, and stays.
        /// </summary>
        private async ValueTask<bool> IsNoClaimAsync(long sequence, CancellationToken cancellation)
        {
            try
            {
                return await entries.ReadAsync(sequence, cancellation) is { } bytes
                    && !JournalEntryCodec.Decode(bytes, sequence, ObjectStoreJournal.KeyOf(sequence)).ReadCommands().Any(IsClaim);
            }
            catch (GaramException fault)
            {
                if (fault.Kind is ErrorKind.Corrupt or ErrorKind.Invalid)
                {
                    _unreadable.Add(sequence);
                }
                else
                {
                    MetFaultOfStore = true;
                }

                return false;
            }
        }

        private static bool IsClaim(Command command) => command.Type == CommandType.LeaderClaim;
    }
}

/// <param name="Deleted">The number of deleted entries.</param>
/// <param name="Unreadable">Entries below the floor that are damaged, or newer than this program. They stay where they are.</param>
public sealed record TrimOutcome(int Deleted, IReadOnlyList<long> Unreadable)
{
    public static readonly TrimOutcome Nothing = new(0, []);
}
