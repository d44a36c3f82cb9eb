using Garam.Client.Cluster;
using Garam.Client.Fetching;

namespace Garam.Client.Groups;

/// <summary>The partitions of a member, and the calls to its listener when they come and go. Used by the member's caller only.</summary>
internal sealed class GroupPositions(PartitionConsumer consumer, GroupOptions options, GroupCommits commits)
{
    /// <summary>A copy, because the assignment changes while a caller walks it.</summary>
    public IReadOnlyList<TopicPartition> Owned => [.. consumer.Assignment];

    /// <summary>Gives up what a member must give up before it joins again.</summary>
    public async ValueTask PrepareAsync(
        bool isLost, bool isCooperative, IReadOnlyList<string> topics, GroupMembership membership, CancellationToken cancellation)
    {
        if (isLost)
        {
            await LoseAsync(cancellation);
        }
        else
        {
            await RevokeAsync(
                isCooperative ? [.. Owned.Where(partition => !topics.Contains(partition.Topic))] : Owned, membership, cancellation);
        }
    }

    public async ValueTask LoseAsync(CancellationToken cancellation)
    {
        var lost = Owned;
        Unassign(lost);
        if (lost.Count > 0 && options.Listener is { } listener)
        {
            await listener.LostAsync(lost, cancellation);
        }
    }

    /// <summary>Takes over a new assignment. Returns true if the member gave partitions up, which their next owners wait for.</summary>
    public async ValueTask<bool> ApplyAsync(JoinOutcome joined, CancellationToken cancellation)
    {
        var assigned = joined.Assignment!.ToHashSet();
        List<TopicPartition> revoked = [.. Owned.Where(partition => !assigned.Contains(partition))];
        await RevokeAsync(revoked, joined.Membership, cancellation);
        List<TopicPartition> added = [.. joined.Assignment!.Except(Owned)];
        if (added.Count > 0)
        {
            var committed = await commits.ReadAsync(added, cancellation);
            foreach (var partition in added)
            {
                consumer.Assign(partition, committed.TryGetValue(partition, out var offset) ? offset.Offset : null);
            }
        }

        if (options.Listener is { } listener)
        {
            await listener.AssignedAsync(added, cancellation);
        }

        return revoked.Count > 0;
    }

    public async ValueTask RevokeAsync(IReadOnlyList<TopicPartition> partitions, GroupMembership membership, CancellationToken cancellation)
    {
        if (partitions.Count == 0)
        {
            return;
        }

        await commits.CommitForRevocationAsync(membership, cancellation);
        if (options.Listener is { } listener)
        {
            await listener.RevokedAsync(partitions, cancellation);
        }

        Unassign(partitions);
    }

    private void Unassign(IReadOnlyList<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            consumer.Unassign(partition);
        }
    }
}
