using Garam.Journal.Entries;

namespace Garam.Journal.Snapshots;

/// <summary>Where in the journal a snapshot was cut, and which entries before it trimming has to spare.</summary>
/// <param name="Chain">The last number that the state contains, and the last accepted entry's nonce.</param>
/// <param name="Epoch">Of the last accepted entry.</param>
/// <param name="TimestampMs">The last entry's time: stamps never go back within a journal but by a ResetTime.</param>
/// <param name="Claims">The numbers of leader claims that are not below the floor yet: trimming spares them.</param>
public sealed record SnapshotHeader(EntryChain Chain, int Epoch, long TimestampMs, IReadOnlyList<long> Claims)
{
    public long Sequence => Chain.Sequence;

    /// <summary>
    /// Every number up to here whose entry was stepped over, ascending: a deposed leader may have to lose at it, and nothing in the entry's
    /// bytes tells that it was. Empty in snapshots of programs that did not remember them.
    /// </summary>
    public IReadOnlyCollection<long> SteppedOver { get; init; } = [];
}
