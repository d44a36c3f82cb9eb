using Garam.Journal.Replication;
using Microsoft.Extensions.Logging;

namespace Garam.Journal.Ends;

/// <summary>
/// Carries out an operator's decision to go on without the entries that a journal has lost. Used once, at the start of a process.
/// </summary>
public sealed partial class AcceptedLoss(JournalEnd end, ReplicaSource source, ILogger<AcceptedLoss> logger)
{
    /// <summary>
    /// Gives up everything from <paramref name="firstLost"/> on if that entry is lost, and returns a replica of what is left. Without such
    /// a loss it changes nothing, so that a flag that was left in place is harmless.
    /// </summary>
    public async ValueTask<Replica> RestoreAsync(Replica replica, long firstLost, CancellationToken cancellation)
    {
        if (await end.FindLossAsync(replica, cancellation) is not { } loss || loss.FirstLost != firstLost)
        {
            Log.NothingLost(logger, firstLost);
            return replica;
        }

        Log.Accepted(logger, firstLost, loss.Proof);
        Log.Forgotten(logger, firstLost, await end.ForgetAsync(loss, cancellation));

        // Skip records of forgotten entries are gone too, and the first replica still knows them.
        return await source.RestoreAsync(cancellation);
    }

    private static partial class Log
    {
        [LoggerMessage(3040, LogLevel.Warning,
            "The journal has lost entry {Sequence}: {Proof}. Giving up everything that was committed from that entry on, because of "
                + "--accept-loss-from.")]
        public static partial void Accepted(ILogger logger, long sequence, string proof);

        [LoggerMessage(3041, LogLevel.Warning,
            "Gave up everything from journal entry {Sequence} on: deleted {Count} entries, segments and parts of snapshots.")]
        public static partial void Forgotten(ILogger logger, long sequence, int count);

        [LoggerMessage(3042, LogLevel.Warning,
            "--accept-loss-from {Sequence} has no effect, because that entry is not the first one that the journal has lost. Remove "
                + "the flag.")]
        public static partial void NothingLost(ILogger logger, long sequence);
    }
}
