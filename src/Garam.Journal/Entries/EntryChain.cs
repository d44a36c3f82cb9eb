using Garam.Protocol;

namespace Garam.Journal.Entries;

/// <summary>
/// The acceptance rule, pure: the entry at a number counts if it names the last accepted entry as its predecessor. Other entries, which a
/// deposed leader still had in flight, are stepped over. All readers of the same numbers therefore accept the same entries.
/// </summary>
/// <param name="Sequence">The last number that was read, accepted or not.</param>
/// <param name="Nonce">The last accepted entry; <see cref="GenesisNonce"/> before the first.</param>
public readonly record struct EntryChain(long Sequence, ulong Nonce)
{
    /// <summary>The predecessor that the very first entry names. No entry has it as its own nonce.</summary>
    public const ulong GenesisNonce = 0;

    /// <summary>The journal before its first entry, which has number 1.</summary>
    public static readonly EntryChain Genesis = new(0, GenesisNonce);

    public bool Accepts(in JournalEntryHeader header)
    {
        Invariant.Check(header.Sequence == Sequence + 1);
        return header.PredecessorNonce == Nonce;
    }

    /// <summary>The chain after <paramref name="header"/>, whether it is accepted or stepped over.</summary>
    public EntryChain After(in JournalEntryHeader header) => new(header.Sequence, Accepts(header) ? header.Nonce : Nonce);
}
