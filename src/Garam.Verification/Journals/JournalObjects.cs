using System.Globalization;
using Garam.Journal.Backends;
using Garam.Journal.Ends;
using Garam.Journal.Entries;
using Garam.Metadata;
using Garam.Storage;
using Garam.Storage.Errors;
using Garam.Verification.Findings;
using Garam.Verification.Reading;

namespace Garam.Verification.Journals;

/// <summary>The names in the journal: those below the floor, those beyond the end, and those that do not belong there.</summary>
/// <param name="store">The store to list.</param>
/// <param name="entries">The same store, by number.</param>
/// <param name="spared">Numbers of entries that were stepped over: trimming keeps them for ever.</param>
/// <param name="findings">Receives the faults.</param>
/// <param name="tally">Receives the counts.</param>
internal sealed class JournalObjects(
    IObjectStore store, IJournalBackend entries, IReadOnlySet<long> spared, ICollection<Finding> findings, JournalTally tally)
{
    /// <summary>
    /// Entries past the end that are looked at. Past an end that a leader left are a few; of a damaged one the first tell enough.
    /// </summary>
    private const int BeyondMax = 1_000;

    private const int SequenceDigits = 20;

    private readonly EntrySequence _reader = new(entries);
    private readonly List<long> _beyond = [];
    private long _last;

    /// <param name="tail">The number before the first absent one.</param>
    /// <param name="epoch">The epoch of the last accepted entry up to there.</param>
    /// <param name="cancellation">Ends the listing.</param>
    public async ValueTask RunAsync(long tail, int epoch, CancellationToken cancellation)
    {
        await foreach (var page in ObjectPages.ListAsync(store, ObjectStoreJournal.Prefix, ObjectStoreJournal.Prefix, cancellation))
        {
            foreach (var stat in page)
            {
                await JudgeAsync(stat, tail, cancellation);
            }
        }

        if (_beyond.Count > 0)
        {
            await JudgeGapAsync(tail + 1, epoch, cancellation);
        }
    }

    private async ValueTask JudgeAsync(ObjectStat stat, long tail, CancellationToken cancellation)
    {
        tally.Objects++;
        tally.Bytes += stat.Size;
        var name = stat.Key.AsSpan(ObjectStoreJournal.Prefix.Length);
        if (name.Length != SequenceDigits || !long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
        {
            findings.Add(
                new Finding(FindingKinds.JournalForeign, stat.Key, $"{stat.Size} bytes under a name that is no number of an entry."));
            return;
        }

        _last = Math.Max(_last, sequence);
        if (sequence < tally.Floor)
        {
            await JudgeBelowFloorAsync(sequence, stat, cancellation);
        }
        else if (sequence > tail && _beyond.Count < BeyondMax)
        {
            _beyond.Add(sequence);
        }
    }

    private async ValueTask JudgeBelowFloorAsync(long sequence, ObjectStat stat, CancellationToken cancellation)
    {
        if (spared.Contains(sequence))
        {
            tally.SteppedOverKept++;
            return;
        }

        var read = await _reader.ReadOneAsync(sequence, cancellation);
        if (read.IsAbsent)
        {
            return;
        }

        try
        {
            var entry = JournalEntryCodec.Decode(read.Bytes ?? throw read.Fault!, sequence, stat.Key);
            if (entry.ReadCommands().Any(command => command.Type == CommandType.LeaderClaim))
            {
                tally.ClaimsKept++;
            }
            else
            {
                findings.Add(new Finding(
                    FindingKinds.EntryLeftOver,
                    stat.Key,
                    $"{stat.Size} bytes below the floor, {tally.Floor}, neither a claim nor one that was stepped over."));
            }
        }
        catch (GaramException fault) when (fault.Kind != ErrorKind.Invalid)
        {
            findings.Add(new Finding(FindingKinds.ClaimDamaged, stat.Key, fault.Message));
        }
    }

    private async ValueTask JudgeGapAsync(long gap, int epoch, CancellationToken cancellation)
    {
        var proof = await FindProofAsync(gap, epoch, cancellation);

        // A server that runs has filled it meanwhile.
        if (!(await _reader.ReadOneAsync(gap, cancellation)).IsAbsent)
        {
            return;
        }

        findings.Add(proof is not null
            ? new Finding(FindingKinds.JournalGap, ObjectStoreJournal.KeyOf(gap), $"It is absent, and {proof}.")
            : new Finding(
                FindingKinds.EntryInFlight,
                ObjectStoreJournal.KeyOf(gap),
                $"It is absent, and {_beyond.Count} entries past it exist, the last is {_last}."));
    }

    private async ValueTask<string?> FindProofAsync(long gap, int epoch, CancellationToken cancellation)
    {
        foreach (var sequence in _beyond)
        {
            var read = await _reader.ReadOneAsync(sequence, cancellation);
            if (read.IsAbsent)
            {
                continue;
            }

            var entry = read.Bytes is null ? new EntryBeyond(sequence, null) : EntryBeyond.Of(sequence, read.Bytes);
            if (EndRule.Weigh(gap, epoch, entry) is { } proof)
            {
                return EndRule.Explain(proof, sequence);
            }
        }

        return null;
    }
}
