using Garam.Client.Cluster;

namespace Garam.Client.Groups;

/// <summary>Told of what a group gives and takes, within the poll in which it happens; the member reads on when it has returned.</summary>
public interface IRebalanceListener
{
    /// <summary>These are read from now on.</summary>
    ValueTask AssignedAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancellation);

    /// <summary>These are about to be given up: the last moment to commit what was read of them.</summary>
    ValueTask RevokedAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancellation);

    /// <summary>These are gone, and others may read them already: a commit would be refused.</summary>
    ValueTask LostAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancellation);
}
