using Garam.Journal.Backends;
using Garam.Journal.Replication;

namespace Garam.Controller.Leadership;

/// <summary>
/// Takes a new leader, after its claim and before its first command, past the numbers at which its predecessor's appends landed or may yet
/// land. None of those entries can be accepted after the claim, but each would take a number from the new leader and cost it its
/// leadership. Used by the leader's loop alone.
/// </summary>
internal sealed class Succession(LeaderContext context, ReplicaSource source)
{
    /// <param name="epoch">The claimed epoch.</param>
    /// <param name="claim">The number of the claim.</param>
    /// <param name="mayStillLand">True when the predecessor did not resign, and its requests may outlive it.</param>
    /// <param name="cancellation">Ends the wait for an append.</param>
    /// <returns>The writer of this leadership; null when another process has claimed meanwhile.</returns>
    public async ValueTask<EntryWriter?> RunAsync(int epoch, long claim, bool mayStillLand, CancellationToken cancellation)
    {
        // The predecessor lost the number of the claim, or one before it, and had no more entries in flight than this.
        var last = claim + context.Options.EntriesInFlightMax - 1;
        if (!mayStillLand)
        {
            var landed = await context.Stores.Entries.ListAsync(claim, context.Options.EntriesInFlightMax, cancellation);
            last = landed.Select(static entry => entry.Sequence).LastOrDefault(sequence => sequence <= last, claim);
        }

        while (true)
        {
            // Steps over the predecessor's entries.
            await source.CatchUpAsync(context.Replica, cancellation);
            var position = context.Replica.Position;
            if (position.Epoch != epoch)
            {
                return null;
            }

            var writer = new EntryWriter(context, position, epoch);
            if (position.Chain.Sequence >= last)
            {
                return writer;
            }

            if (!await FillAsync(writer, cancellation))
            {
                return null;
            }
        }
    }

    /// <summary>Takes the next number with an empty entry, one at a time: if it goes to another process, nothing is lost.</summary>
    /// <returns>False when the journal was trimmed past it.</returns>
    private async ValueTask<bool> FillAsync(EntryWriter writer, CancellationToken cancellation)
    {
        var entry = writer.Start(new CollectedEntry(writer.NextTimestampMs(), [], []), cancellation);
        if (await entry.Append == AppendOutcome.Taken)
        {
            return true;
        }

        if (await context.Stores.Floor.ReadAsync(cancellation) > entry.Stored.Sequence)
        {
            return false;
        }

        context.Replica.Apply(entry.Stored);
        return true;
    }
}
