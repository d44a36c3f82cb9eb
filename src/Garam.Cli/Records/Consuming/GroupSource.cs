using System.Diagnostics;
using Garam.Cli.Connecting;
using Garam.Client.Cluster;
using Garam.Client.Errors;
using Garam.Client.Fetching;
using Garam.Client.Groups;

namespace Garam.Cli.Records.Consuming;

/// <summary>
/// Reads the partitions that a group assigns, and commits the offsets of printed records: never those of records that were only fetched, so
/// a crash repeats records and loses none. Owns the client and the membership; disposal leaves the group.
/// </summary>
internal sealed class GroupSource : IRecordSource, IRebalanceListener
{
    /// <summary>Kafka's auto.commit.interval.ms.</summary>
    private static readonly TimeSpan CommitInterval = TimeSpan.FromSeconds(5);

    /// <summary>If the group does not answer, it removes the member after its session time-out.</summary>
    private static readonly TimeSpan LeaveTimeMax = TimeSpan.FromSeconds(1);

    private readonly ClusterClient _client;
    private readonly GroupConsumer _consumer;
    private readonly ClusterTarget _target;
    private readonly CommitMode _mode;
    private readonly bool _isFollowing;
    private readonly Dictionary<TopicPartition, long> _settled = [];
    private long _committedAt = Stopwatch.GetTimestamp();

    public GroupSource(ClusterClient client, ClusterTarget target, ConsumerOptions options, ConsumeRequest request, GroupRequest group)
    {
        (_client, _target, _mode, _isFollowing) = (client, target, group.Commit, request.IsFollowing);
        var topics = request.Topics;
        var membership = group.Assignor is { } assignor
            ? new GroupOptions { GroupId = group.Name, Topics = topics, Listener = this, Assignors = [assignor] }
            : new GroupOptions { GroupId = group.Name, Topics = topics, Listener = this };
        _consumer = new GroupConsumer(client, options, membership);
    }

    public IReadOnlyCollection<TopicPartition> Assignment => _consumer.Assignment;

    public bool IsJoined => _consumer.Generation >= 0 && !_consumer.MustRejoin;

    public long? PositionOf(TopicPartition partition) => _consumer.PositionOf(partition);

    public async ValueTask<IReadOnlyList<FetchedPartition>> PollAsync(CancellationToken cancellation)
    {
        try
        {
            if (_mode == CommitMode.Auto && Stopwatch.GetElapsedTime(_committedAt) > CommitInterval)
            {
                await CommitAsync(cancellation);
            }

            return await _consumer.PollAsync(cancellation);
        }
        catch (KafkaException fault) when (fault.IsUnanswered ? _isFollowing : fault.IsRetriable)
        {
            // The next poll joins again. A user who follows waits for as long as the broker is away, and has been told.
            return [];
        }
        catch (KafkaException fault) when (fault.IsUnanswered)
        {
            throw Unreachable.From(_target, fault);
        }
    }

    /// <summary>Does nothing: the session prints no record after the stop, so the group's offsets end there.</summary>
    public void Finish(TopicPartition partition)
    {
    }

    public void Settle(IReadOnlyDictionary<TopicPartition, long> offsets)
    {
        foreach (var (partition, offset) in offsets)
        {
            _settled[partition] = offset;
        }
    }

    public ValueTask AssignedAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>Commits, so that the next reader of these partitions continues after the printed records.</summary>
    public ValueTask RevokedAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancellation) =>
        _mode == CommitMode.Auto ? CommitAsync(cancellation) : ValueTask.CompletedTask;

    public ValueTask LostAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancellation)
    {
        foreach (var partition in partitions)
        {
            _settled.Remove(partition);
        }

        return ValueTask.CompletedTask;
    }

    public async ValueTask CompleteAsync(bool isWhole, CancellationToken cancellation)
    {
        if (_mode == CommitMode.Auto || (_mode == CommitMode.End && isWhole))
        {
            await CommitAsync(cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var limited = new CancellationTokenSource(LeaveTimeMax);
        try
        {
            await _consumer.LeaveAsync(limited.Token);
        }
        catch (Exception fault) when (fault is OperationCanceledException or KafkaException)
        {
            // The group notices by itself, and the reason why the command ends is reported elsewhere.
        }

        await _consumer.DisposeAsync();
        await _client.DisposeAsync();
    }

    /// <summary>A group that has moved on gives these records to another member. That is what at least once means.</summary>
    private async ValueTask CommitAsync(CancellationToken cancellation)
    {
        if (_settled.Count > 0 && _consumer.Generation >= 0)
        {
            _ = await _consumer.CommitAsync(_settled, cancellation);
        }

        _settled.Clear();
        _committedAt = Stopwatch.GetTimestamp();
    }
}
