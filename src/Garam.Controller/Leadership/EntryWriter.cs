using Garam.Journal.Backends;
using Garam.Journal.Entries;
using Garam.Journal.Metrics;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Metadata.State;
using Garam.Protocol;

namespace Garam.Controller.Leadership;

/// <summary>
/// Builds one leadership's entries and starts their appends. Each entry names the one before it, durable or not, so several can be in
/// flight: when one loses its number, no later one is accepted. Never builds two entries for a number. Owner: the claim, then the term's
/// pump.
/// </summary>
internal sealed class EntryWriter(LeaderContext context, ReplicaPosition position, int epoch)
{
    private EntryChain _chain = position.Chain;
    private long _timestampMs = position.TimestampMs;

    /// <summary>The epoch of this leadership, which its first entry claims.</summary>
    public int Epoch => epoch;

    /// <summary>A journal's time goes back only by <see cref="TryReset"/>, whatever clock the leader before had.</summary>
    public long NextTimestampMs() => _timestampMs = Math.Max(_timestampMs, context.Clock.Read().NowMs);

    /// <summary>
    /// Returns an entry that sets the journal's time back; null while it is right, or the clock is not trusted. A clock that is a little
    /// behind is waited for.
    /// </summary>
    public CollectedEntry? TryReset(short featureLevel)
    {
        var reading = context.Clock.Read();
        var isAllowed = reading.IsTrusted && CommandCatalog.VersionAt(CommandType.ResetTime, featureLevel) is not null;
        if (!isAllowed || !context.Clock.IsBehind(_timestampMs, reading))
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
        var sentAt = context.ContinuousTime.GetTimestamp();
        return new InFlightEntry(stored, sentAt, collected.Submissions, AppendAsync(stored, cancellation));
    }

    private async Task<AppendOutcome> AppendAsync(StoredEntry entry, CancellationToken cancellation)
    {
        using var span = JournalTraces.StartAppend(entry.Sequence, entry.Bytes.Length);
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

/// <summary>An entry whose append was started and is not answered yet.</summary>
/// <param name="Stored">The bytes that are applied once they are durable: the leader applies what every other replica reads.</param>
/// <param name="SentAt">The continuous clock before the first attempt.</param>
/// <param name="Submissions">The submissions that are answered, in the order of the commands.</param>
/// <param name="Append">Tells whether the number went to this entry.</param>
internal sealed record InFlightEntry(StoredEntry Stored, long SentAt, IReadOnlyList<Submission> Submissions, Task<AppendOutcome> Append)
{
    public void Answer(IReadOnlyList<CommandResult> results)
    {
        var answered = 0;
        foreach (var submission in Submissions)
        {
            submission.TrySetResult(new SubmissionOutcome(Stored.Sequence, submission.Command is null ? null : results[answered++]));
        }

        Invariant.Check(answered == results.Count || Submissions.Count == 0);
    }

    public void FailUnavailable(string reason)
    {
        foreach (var submission in Submissions)
        {
            submission.FailUnavailable(reason);
        }
    }
}
