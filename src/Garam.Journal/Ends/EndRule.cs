using Garam.Journal.Backends;
using Garam.Journal.Entries;
using Garam.Storage.Errors;

namespace Garam.Journal.Ends;

/// <summary>
/// Tells an unfinished end of the journal from a damaged one. A leader that dies while appends are in flight may leave numbers past
/// an absent one: they never counted, and the next leader steps over them. The same picture appears when an entry that was durable
/// is gone, and everything from it on would be lost in silence. The difference is in what the writer of the later entry knew.
/// Pure: the start, a claim and a verification ask the same rule.
/// </summary>
public static class EndRule
{
    /// <summary>
    /// The most appends that a leader has in flight. Raising it makes entries legal that older programs take for proof of a loss.
    /// </summary>
    public const int AppendsInFlightMax = 4;

    /// <summary>
    /// Says whether <paramref name="entry"/> proves that <paramref name="firstAbsent"/> was durable once; null when it is a leftover.
    /// </summary>
    /// <param name="firstAbsent">The first number past the floor without an entry.</param>
    /// <param name="epoch">The epoch of the last accepted entry before <paramref name="firstAbsent"/>.</param>
    /// <param name="entry">An entry past <paramref name="firstAbsent"/>.</param>
    /// <param name="appendsInFlightMax">The limit of the leaders that write this journal.</param>
    public static LossProof? Weigh(long firstAbsent, int epoch, in EntryBeyond entry, int appendsInFlightMax = AppendsInFlightMax)
    {
        if (entry.Header is not { } header)
        {
            return entry.Sequence >= firstAbsent + appendsInFlightMax ? LossProof.TooFar : LossProof.Unreadable;
        }

        if (header.Epoch < epoch)
        {
            // Its leader had lost before the last accepted entry was written, so it says nothing about the number after that entry.
            return null;
        }

        if (header.Epoch > epoch)
        {
            return LossProof.LaterEpoch;
        }

        if (entry.Sequence >= firstAbsent + appendsInFlightMax)
        {
            return LossProof.TooFar;
        }

        return header.DigestSequence >= firstAbsent ? LossProof.StatesResults : null;
    }

    /// <summary>Says in words what <see cref="Weigh"/> found.</summary>
    public static string Explain(LossProof proof, long sequence) => proof switch
    {
        LossProof.TooFar => $"entry {sequence} cannot have been written before it was durable",
        LossProof.StatesResults => $"entry {sequence} states its results",
        LossProof.LaterEpoch => $"entry {sequence} belongs to a later epoch, which began at or after it",
        _ => $"entry {sequence} is damaged, so it is unknown whether it was written before or after",
    };
}

/// <summary>Why an entry past an absent number proves that this number was durable.</summary>
public enum LossProof
{
    /// <summary>More numbers lie between than a leader has in flight.</summary>
    TooFar,

    /// <summary>It carries the digest of the absent entry, or of a later one.</summary>
    StatesResults,

    /// <summary>The claim that began its epoch is not in the journal, and was durable before the entry was written.</summary>
    LaterEpoch,

    /// <summary>Its header cannot be read. Nothing is proven, and nothing may be written until someone has looked.</summary>
    Unreadable,
}

/// <summary>An entry past the first absent number.</summary>
/// <param name="Header">Null when the entry is damaged.</param>
public readonly record struct EntryBeyond(long Sequence, JournalEntryHeader? Header)
{
    public static EntryBeyond Of(long sequence, ReadOnlyMemory<byte> stored)
    {
        try
        {
            return new EntryBeyond(sequence, JournalEntryCodec.Decode(stored, sequence, ObjectStoreJournal.KeyOf(sequence)).Header);
        }
        catch (GaramException fault) when (fault.Kind == ErrorKind.Corrupt)
        {
            return new EntryBeyond(sequence, null);
        }
    }
}
