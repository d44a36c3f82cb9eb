using Garam.Journal.Entries;

namespace Garam.Journal.Snapshots;

/// <summary>Where in the journal a snapshot was cut, and what of the entries before it is needed afterwards.</summary>
/// <param name="Chain">The last number that the state contains, and the last accepted entry's nonce.</param>
/// <param name="Epoch">Of the last accepted entry.</param>
/// <param name="TimestampMs">The last entry's time: stamps never go back within a journal.</param>
/// <param name="Claims">The numbers of leader claims that are not below the floor yet: trimming spares them.</param>
public sealed record SnapshotHeader(EntryChain Chain, int Epoch, long TimestampMs, IReadOnlyList<long> Claims)
{
    public long Sequence => Chain.Sequence;
}
