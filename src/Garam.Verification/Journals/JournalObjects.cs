using System.Globalization;
using Garam.Journal.Backends;
using Garam.Journal.Entries;
using Garam.Metadata.Commands;
using Garam.Storage;
using Garam.Storage.Errors;
using Garam.Verification.Findings;
using Garam.Verification.Reading;

namespace Garam.Verification.Journals;

/// <summary>The names in the journal: what lies below the floor, beyond the end, and does not belong there.</summary>
internal sealed class JournalObjects(IObjectStore store, IJournalBackend entries, ICollection<Finding> findings, JournalTally tally)
{
    /// <summary>
    /// A leader has at most so many entries in flight: whoever wrote the number this far behind an absent one had seen that one durable.
    /// </summary>
    private const int EntriesInFlightMax = 4;

    private const int SequenceDigits = 20;

    private readonly EntrySequence _reader = new(entries);
    private readonly List<long> _beyond = [];
    private long _last;

    /// <param name="tail">The number before the first absent one.</param>
    /// <param name="cancellation">Ends the listing.</param>
    public async ValueTask RunAsync(long tail, CancellationToken cancellation)
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
            await JudgeGapAsync(tail + 1, cancellation);
        }
    }

    private async ValueTask JudgeAsync(ObjectStat stat, long tail, CancellationToken cancellation)
    {
        tally.Objects++;
        tally.Bytes += stat.Size;
        var name = stat.Key.AsSpan(ObjectStoreJournal.Prefix.Length);
        if (name.Length != SequenceDigits || !long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
        {
            findings.Add(new Finding(FindingKinds.JournalForeign, stat.Key, $"{stat.Size} bytes under a name that is no number of an entry."));
            return;
        }

        _last = Math.Max(_last, sequence);
        if (sequence < tally.Floor)
        {
            await JudgeBelowFloorAsync(sequence, stat, cancellation);
        }
        else if (sequence > tail && _beyond.Count < EntriesInFlightMax)
        {
            _beyond.Add(sequence);
        }
    }

    private async ValueTask JudgeBelowFloorAsync(long sequence, ObjectStat stat, CancellationToken cancellation)
    {
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
                findings.Add(new Finding(FindingKinds.EntryLeftOver, stat.Key, $"{stat.Size} bytes below the floor, {tally.Floor}, and no claim."));
            }
        }
        catch (GaramException fault) when (fault.Kind != ErrorKind.Invalid)
        {
            findings.Add(new Finding(FindingKinds.ClaimDamaged, stat.Key, fault.Message));
        }
    }

    private async ValueTask JudgeGapAsync(long gap, CancellationToken cancellation)
    {
        // A server that runs has filled it meanwhile.
        if (!(await _reader.ReadOneAsync(gap, cancellation)).IsAbsent)
        {
            return;
        }

        var key = ObjectStoreJournal.KeyOf(gap);
        if (_last >= gap + EntriesInFlightMax)
        {
            findings.Add(new Finding(FindingKinds.JournalGap, key, $"It is absent, and entry {_last} cannot have been written before it was durable."));
        }
        else if (await IsKnownToLaterAsync(gap, cancellation) is { } witness)
        {
            findings.Add(new Finding(FindingKinds.JournalGap, key, $"It is absent, and entry {witness} states its results."));
        }
        else
        {
            findings.Add(new Finding(FindingKinds.EntryInFlight, key, $"It is absent, and {_beyond.Count} entries behind it exist, the last is {_last}."));
        }
    }

    private async ValueTask<long?> IsKnownToLaterAsync(long gap, CancellationToken cancellation)
    {
        foreach (var sequence in _beyond)
        {
            var read = await _reader.ReadOneAsync(sequence, cancellation);
            try
            {
                if (read.Bytes is not null && JournalEntryCodec.Decode(read.Bytes, sequence, "").Header.DigestSequence >= gap)
                {
                    return sequence;
                }
            }
            catch (GaramException)
            {
                // It says nothing about the missing one, and counts for nobody.
            }
        }

        return null;
    }
}
