using System.Runtime.CompilerServices;
using Garam.Journal.Objects;
using Garam.Journal.Replication;
using Garam.Storage.Errors;

namespace Garam.Journal.Ends;

/// <summary>
/// Decides whether the journal may be continued at the number after a replica's last one. To be asked before anything is written:
/// before each claim. Stateless.
/// </summary>
public sealed class JournalEnd(JournalStores stores, int appendsInFlightMax)
{
    /// <summary>Leftovers are few; more than a handful of entries lie past an absent number only where something is wrong.</summary>
    private const int Page = 100;

    /// <summary>
    /// Returns null when the number after <paramref name="replica"/>'s last one may be written, or has been written meanwhile.
    /// </summary>
    public async ValueTask<JournalLoss?> FindLossAsync(Replica replica, CancellationToken cancellation)
    {
        var position = replica.Position;
        var next = position.Chain.Sequence + 1;
        var proof = await FindEntryAsync(next, position.Epoch, cancellation)
            ?? await FindSnapshotAsync(next, replica.RestoredSequence, cancellation)
            ?? await FindSegmentAsync(next, cancellation);
        return proof is null || await HasMovedAsync(next, cancellation) ? null : new JournalLoss(next, proof);
    }

    /// <summary>
    /// Gives up everything from <paramref name="loss"/> on, after an operator agreed to it. No other process may use the store meanwhile.
    /// </summary>
    /// <returns>The number of deleted objects.</returns>
    public async ValueTask<int> ForgetAsync(JournalLoss loss, CancellationToken cancellation)
    {
        // Entries go last and from the end: whatever is left proves the loss again if this is cut short.
        var last = loss.FirstLost - 1;
        var deleted = await stores.Births.DeleteAfterAsync(last, cancellation);
        deleted += await stores.Snapshots.DeleteAfterAsync(last, cancellation);
        deleted += await stores.Skips.DeleteAfterAsync(last, cancellation);
        var beyond = new List<long>();
        await foreach (var sequence in ListAsync(last, cancellation))
        {
            beyond.Add(sequence);
        }

        beyond.Reverse();
        foreach (var batch in beyond.Chunk(Page))
        {
            await stores.Entries.DeleteAsync(batch, cancellation);
        }

        return deleted + beyond.Count;
    }

    private async ValueTask<string?> FindEntryAsync(long next, int epoch, CancellationToken cancellation)
    {
        await foreach (var sequence in ListAsync(next, cancellation))
        {
            if (await ReadAsync(sequence, cancellation) is { } entry && EndRule.Weigh(next, epoch, entry, appendsInFlightMax) is { } proof)
            {
                return EndRule.Explain(proof, sequence);
            }
        }

        return null;
    }

    private async ValueTask<EntryBeyond?> ReadAsync(long sequence, CancellationToken cancellation)
    {
        try
        {
            var stored = await ObjectStoreExtensions.RereadCorruptAsync(() => stores.Entries.ReadAsync(sequence, cancellation));
            return stored is null ? null : EntryBeyond.Of(sequence, stored);
        }
        catch (GaramException fault) when (fault.Kind == ErrorKind.Corrupt)
        {
            return new EntryBeyond(sequence, null);
        }
    }

    private async ValueTask<string?> FindSnapshotAsync(long next, long restoredSequence, CancellationToken cancellation)
    {
        if (await stores.Snapshots.Reader.FindAfterAsync(next - 1, cancellation) is { } later)
        {
            return $"{later} was cut after it";
        }

        // A snapshot is cut when its last entry is durable, and trimming keeps that entry.
        var isEndOfSnapshot = restoredSequence > 0 && restoredSequence == next - 1;
        return isEndOfSnapshot && await stores.Entries.ReadAsync(restoredSequence, cancellation) is null
            && await stores.Floor.ReadAsync(cancellation) <= restoredSequence
            ? $"the snapshot at {restoredSequence} was cut after entry {restoredSequence} was durable, and that entry is gone too"
            : null;
    }

    private async ValueTask<string?> FindSegmentAsync(long next, CancellationToken cancellation) =>
        await stores.Births.FindAfterAsync(next - 1, cancellation) is { } segment
            ? $"the process that wrote {segment} had applied it"
            : null;

    /// <summary>
    /// A leader may have been writing all along: what was found proves something only if the number is still absent afterwards.
    /// </summary>
    private async ValueTask<bool> HasMovedAsync(long next, CancellationToken cancellation) =>
        await stores.Entries.ReadAsync(next, cancellation) is not null || await stores.Floor.ReadAsync(cancellation) > next;

    private async IAsyncEnumerable<long> ListAsync(long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            var page = await stores.Entries.ListAsync(after, Page, cancellation);
            foreach (var entry in page)
            {
                yield return entry.Sequence;
            }

            if (page.Count < Page)
            {
                yield break;
            }

            after = page[^1].Sequence;
        }
    }
}

/// <summary>Proof that the journal once reached further than it does now.</summary>
/// <param name="FirstLost">The first number whose entry is absent although it was durable.</param>
/// <param name="Proof">Half a sentence: what shows it.</param>
public sealed record JournalLoss(long FirstLost, string Proof)
{
    public override string ToString() =>
        $"The journal has lost entry {FirstLost}: {Proof}. A leader that continued from here would give the offsets of acknowledged "
        + "records to others, so nothing was written. Restore the missing objects from a backup. To give up whatever was committed from "
        + $"that entry on, copy the store somewhere safe and start once with --accept-loss-from {FirstLost}.";
}
