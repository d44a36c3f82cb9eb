using Garam.Journal.Replication;

namespace Garam.Verification.Journals;

/// <summary>What a running server moves when it trims: the same before and after a reading means that nothing was taken from under it.</summary>
/// <param name="Floor">Below it entries may be missing.</param>
/// <param name="Snapshots">That have a manifest, newest first.</param>
internal sealed record Landmarks(long Floor, IReadOnlyList<long> Snapshots)
{
    public static async ValueTask<Landmarks> ReadAsync(JournalStores stores, CancellationToken cancellation) =>
        new(await stores.Floor.ReadAsync(cancellation), await stores.Snapshots.Reader.ListAsync(cancellation));

    public bool Equals(Landmarks? other) => other is not null && Floor == other.Floor && Snapshots.SequenceEqual(other.Snapshots);

    public override int GetHashCode() => Floor.GetHashCode();
}
