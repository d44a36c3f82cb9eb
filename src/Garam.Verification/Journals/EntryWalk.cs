using Garam.Journal.Backends;
using Garam.Journal.Entries;
using Garam.Journal.Skips;
using Garam.Journal.Snapshots;
using Garam.Metadata;
using Garam.Storage.Errors;
using Garam.Verification.Findings;

namespace Garam.Verification.Journals;

/// <summary>Looks at one entry after the other, without a state: is it whole, and does it fit to the ones before it?</summary>
internal sealed class EntryWalk(IReadOnlyDictionary<long, SkipRecord> skips, ICollection<Finding> findings, JournalTally tally)
{
    /// <summary>Null after an entry that cannot be read: the predecessor that the next one should name is then unknown.</summary>
    private EntryChain? _chain = EntryChain.Genesis;

    private long _timestampMs;

    /// <summary>The epoch of the last accepted entry.</summary>
    public int Epoch { get; private set; }

    public void Begin(SnapshotHeader header) => (_chain, Epoch, _timestampMs) = (header.Chain, header.Epoch, header.TimestampMs);

    /// <summary>False when the entry cannot be read and no skip record says that it need not be.</summary>
    public bool Look(EntryRead read)
    {
        var key = ObjectStoreJournal.KeyOf(read.Sequence);
        if (skips.TryGetValue(read.Sequence, out var skip))
        {
            _chain = new EntryChain(read.Sequence, skip.Nonce);
            return true;
        }

        try
        {
            Look(JournalEntryCodec.Decode(read.Bytes ?? throw read.Fault!, read.Sequence, key), key);
            return true;
        }
        catch (GaramException fault) when (fault.Kind != ErrorKind.Invalid)
        {
            findings.Add(new Finding(FindingKinds.EntryDamaged, key, fault.Message));
            _chain = null;
            return false;
        }
    }

    private void Look(JournalEntry entry, string key)
    {
        var header = entry.Header;
        if (_chain is { } chain && !chain.Accepts(header))
        {
            _chain = chain.After(header);
            tally.SteppedOver++;
            return;
        }

        _chain = new EntryChain(header.Sequence, header.Nonce);
        if (FindFault(entry) is { } fault)
        {
            findings.Add(new Finding(FindingKinds.EntryOutOfOrder, key, fault));
        }

        Epoch = Math.Max(Epoch, header.Epoch);
        _timestampMs = header.TimestampMs < _timestampMs && ResetsTime(entry)
            ? header.TimestampMs
            : Math.Max(_timestampMs, header.TimestampMs);
    }

    private string? FindFault(JournalEntry entry)
    {
        var header = entry.Header;
        if (header.Epoch < Epoch)
        {
            return $"It is of epoch {header.Epoch}, after entries of epoch {Epoch}.";
        }

        if (header.Epoch > Epoch && !entry.ReadCommands().Any(command => command.Type == CommandType.LeaderClaim))
        {
            return $"It is the first of epoch {header.Epoch} and claims no leadership.";
        }

        if (header.TimestampMs < _timestampMs && !ResetsTime(entry))
        {
            return $"Its time is {_timestampMs - header.TimestampMs} ms before that of an earlier entry.";
        }

        return header.DigestSequence < 0 || header.DigestSequence >= header.Sequence
            ? $"It states the results of entry {header.DigestSequence}, which its leader cannot have known."
            : null;
    }

    private static bool ResetsTime(JournalEntry entry) => entry.ReadCommands().Any(command => command.Type == CommandType.ResetTime);
}
