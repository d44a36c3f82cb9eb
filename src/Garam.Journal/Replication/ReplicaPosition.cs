using Garam.Journal.Entries;

namespace Garam.Journal.Replication;

/// <summary>How far a replica has come, and what the next entry builds on.</summary>
/// <param name="Chain">The last number that was looked at and the last accepted entry.</param>
/// <param name="Epoch">Of the last accepted entry.</param>
/// <param name="TimestampMs">Of the last accepted entry.</param>
/// <param name="IsUnled">Nobody leads: the journal is empty, or the last leader resigned.</param>
/// <param name="FeatureLevel">After the last accepted entry: it decides in which versions the leader writes commands.</param>
/// <param name="Digest">Of the last applied entry; none directly after a snapshot, or when the entry has none.</param>
public sealed record ReplicaPosition(EntryChain Chain, int Epoch, long TimestampMs, bool IsUnled, short FeatureLevel, EntryDigest Digest)
{
    public static readonly ReplicaPosition Genesis = new(EntryChain.Genesis, 0, 0, IsUnled: true, FeatureLevel: 0, EntryDigest.None);
}
