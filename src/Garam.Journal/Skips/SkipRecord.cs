namespace Garam.Journal.Skips;

/// <summary>
/// An operator's decision that the entry at a number changes nothing, because no replica can read or apply it. Every replica
/// must restart from a snapshot before the entry, and then takes the entry for accepted and empty.
/// </summary>
/// <param name="Sequence">The entry to step over.</param>
/// <param name="Nonce">Its nonce: what its successor names as predecessor, where the entry itself cannot be read.</param>
public readonly record struct SkipRecord(long Sequence, ulong Nonce);
