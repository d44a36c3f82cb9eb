namespace Garam.Journal.Entries;

/// <summary>What orders and guards an entry.</summary>
/// <param name="Sequence">The number it was created at.</param>
/// <param name="Epoch">The leadership that wrote it.</param>
/// <param name="Nonce">Random: tells this entry from any other that was meant for the same number.</param>
/// <param name="PredecessorNonce">The entry that its writer held for the last accepted one.</param>
/// <param name="TimestampMs">The leader's time, stamped on every command in it.</param>
/// <param name="DigestSequence">The earlier entry that <paramref name="Digest"/> is about; 0 when there is none.</param>
/// <param name="Digest">What that entry's results came to on the leader: a replica that disagrees has diverged.</param>
public readonly record struct JournalEntryHeader(
    long Sequence,
    int Epoch,
    ulong Nonce,
    ulong PredecessorNonce,
    long TimestampMs,
    long DigestSequence,
    uint Digest);
