using Garam.Journal.Entries;
using Garam.Metadata;

namespace Garam.Journal.Replication;

/// <summary>How far a replica has come, and what the next entry builds on.</summary>
/// <param name="Chain">The last number that was read and the last accepted entry.</param>
/// <param name="Epoch">The epoch of the last accepted entry.</param>
/// <param name="TimestampMs">The time of the last accepted entry.</param>
/// <param name="IsUnled">There is no leader: the journal is empty, or the last leader resigned.</param>
/// <param name="FeatureLevel">The level after the last accepted entry. It decides in which versions the leader writes commands.</param>
/// <param name="Digest">The digest of the last applied entry; none directly after a snapshot, or when the entry has none.</param>
public sealed record ReplicaPosition(EntryChain Chain, int Epoch, long TimestampMs, bool IsUnled, short FeatureLevel, EntryDigest Digest)
{
    public static readonly ReplicaPosition Genesis = new(EntryChain.Genesis, 0, 0, IsUnled: true, FeatureLevel: 0, EntryDigest.None);
}

/// <param name="IsAccepted">False when the entry was stepped over: it was written by a leader that had lost already.</param>
/// <param name="Results">One per command.</param>
public readonly record struct AppliedEntry(bool IsAccepted, IReadOnlyList<CommandResult> Results)
{
    public static readonly AppliedEntry SteppedOver = new(false, []);
}

/// <summary>
/// Waits for changes of the state: long polls, above all. Called in order, outside the replica's lock, on the thread that applies.
/// </summary>
public interface IApplyObserver
{
    /// <summary>The state contains the entry now. <paramref name="effects"/> is only valid during the call, which must not block.</summary>
    void OnApplied(long sequence, ApplyEffects effects);

    /// <summary>The state jumped to a snapshot: anything may have changed.</summary>
    void OnRestored(long sequence);
}

/// <summary>The numbers of accepted leader claims: where a deposed leader has to lose, so trimming spares them.</summary>
internal sealed class LeaderClaims(IReadOnlyList<long> sequences)
{
    public static readonly LeaderClaims None = new([]);

    public LeaderClaims With(long sequence, IReadOnlyList<Command> commands) =>
        commands.Any(command => command.Type == CommandType.LeaderClaim) ? new LeaderClaims([.. sequences, sequence]) : this;

    public IReadOnlyList<long> From(long floor) => [.. sequences.Where(sequence => sequence >= floor)];
}
