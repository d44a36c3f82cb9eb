using Garam.Journal.Backends;
using Garam.Journal.Entries;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Metadata.State;

namespace Garam.Controller.Leadership;

/// <summary>
/// Builds one leadership's entries and starts their appends. Each names the one before it, durable or not, so that several can be in
/// flight: when one loses its number, no later one is accepted. Never builds two entries for a number. Owner: the claim, then the term's pump.
/// </summary>
internal sealed class EntryWriter(LeaderContext context, ReplicaPosition position, int epoch)
{
    private EntryChain _chain = position.Chain;
    private long _timestampMs = position.TimestampMs;

    /// <summary>The epoch of this leadership, which its first entry claims.</summary>
    public int Epoch => epoch;

    /// <summary>A journal's time never goes back but by <see cref="TryReset"/>, whoever led before and whatever clock it had.</summary>
    public long NextTimestampMs() => _timestampMs = Math.Max(_timestampMs, context.Clock.Read().NowMs);

    /// <summary>
    /// The journal's time as it has to be set back, in an entry of its own; null while it is right, or the clock is not trusted. A clock that is
    /// a little behind is waited for.
    /// </summary>
    public CollectedEntry? TryReset(short featureLevel)
    {
        var reading = context.Clock.Read();
        if (!reading.IsTrusted || CommandCatalog.VersionAt(CommandType.ResetTime, featureLevel) is null || !context.Clock.IsBehind(_timestampMs, reading))
        {
            return null;
        }

        var reset = new ResetTime { FromMs = _timestampMs };
        _timestampMs = reading.NowMs;
        return new CollectedEntry(_timestampMs, [Submission.Frame(reset, _timestampMs, featureLevel)], []);
    }

    public InFlightEntry Start(CollectedEntry collected, CancellationToken cancellation)
    {
        var digest = context.Replica.Position.Digest;
        var header = new JournalEntryHeader(
            _chain.Sequence + 1, Epoch, NewNonce(), _chain.Nonce, collected.TimestampMs, digest.Sequence, digest.Value);
        _chain = _chain.After(header);

        var stored = new StoredEntry(header.Sequence, JournalEntryCodec.Encode(header, collected.Commands));
        context.Metrics.AppendStarted(collected.Commands.Count);
        return new InFlightEntry(stored, context.ContinuousTime.GetTimestamp(), collected.Submissions, AppendAsync(stored, cancellation));
    }

    private async Task<AppendOutcome> AppendAsync(StoredEntry entry, CancellationToken cancellation)
    {
        try
        {
            return await context.Stores.Entries.AppendAsync(entry.Sequence, entry.Bytes, cancellation);
        }
        finally
        {
            context.Metrics.AppendEnded();
        }
    }

    private ulong NewNonce()
    {
        ulong nonce;
        do
        {
            nonce = (ulong)context.Random.NextInt64(long.MinValue, long.MaxValue);
        }
        while (nonce == EntryChain.GenesisNonce);

        return nonce;
    }
}
