using System.Runtime.CompilerServices;
using Garam.Client.Cluster;
using Garam.Client.Errors;
using Garam.Client.Fetching;
using Garam.Protocol;

namespace Garam.Client.Groups;

/// <summary>
/// A member of a consumer group. It reads the partitions that the group gives it, from the group's committed offsets on. One caller at a
/// time; beside it run only heartbeats, and a join while there is something to read. Created by <see
/// cref="Client.KafkaClient.CreateGroupConsumer"/>.
/// </summary>
/// <example>
/// <code>
/// await using var consumer = client.CreateGroupConsumer(new GroupOptions { GroupId = "billing", Topics = ["orders"] });
/// await foreach (var fetched in consumer.StreamAsync(cancellation))
/// {
///     foreach (var record in fetched.ReadRecords())
///     {
///         await BillAsync(record.ValueText);
///     }
///
///     await consumer.CommitAsync(cancellation);
/// }
/// </code>
/// </example>
public sealed class GroupConsumer : IOwned
{
    /// <summary>Time for a commit and a farewell. Without them the group notices by itself, when the session ends.</summary>
    private static readonly TimeSpan CloseMax = TimeSpan.FromSeconds(5);

    private readonly ClusterClient _client;
    private readonly GroupOptions _options;
    private readonly ClassicMember _member;
    private readonly GroupCommits _commits;
    private readonly GroupPositions _positions;
    private readonly PartitionConsumer _consumer;
    private readonly GroupRejoin _rejoin;
    private Func<ValueTask>? _ended;
    private bool _isLeaving;

    internal GroupConsumer(ClusterClient client, ConsumerOptions consumerOptions, GroupOptions options)
    {
        (_client, _options) = (client, options);
        var protocol = new GroupProtocol(client, options);
        _member = new ClassicMember(client, options, protocol);
        _consumer = new PartitionConsumer(client, consumerOptions);
        _commits = new GroupCommits(client, options, protocol, _consumer);
        _positions = new GroupPositions(_consumer, options, _commits);
        _rejoin = new GroupRejoin(_member, _positions, options, consumerOptions.FetchWaitMax, client.Time);
    }

    Func<ValueTask>? IOwned.Ended
    {
        set => _ended = value;
    }

    /// <summary>
    /// The partitions that this member reads. With an assignor that is not cooperative it is empty while the group rebalances.
    /// </summary>
    public IReadOnlyCollection<TopicPartition> Assignment => _consumer.Assignment;

    /// <summary>The generation that gave the assignment; -1 before the first.</summary>
    public int Generation => _rejoin.Generation;

    /// <summary>The coordinator's name for this member; empty before it has joined.</summary>
    public string MemberId => _member.Membership.MemberId;

    /// <summary>True if the next poll joins the group again: the moment to commit what was processed.</summary>
    public bool MustRejoin => _rejoin.IsUnderWay || _member.MustRejoin;

    /// <summary>Returns the next offset of an assigned partition, if it is known yet.</summary>
    public long? PositionOf(TopicPartition partition) => _consumer.PositionOf(partition);

    /// <summary>Returns the number of offsets from the position to where reading ends, if both are known.</summary>
    public long? LagOf(TopicPartition partition) => _consumer.LagOf(partition);

    /// <inheritdoc cref="PartitionConsumer.HighWatermarkOf"/>
    public long? HighWatermarkOf(TopicPartition partition) => _consumer.HighWatermarkOf(partition);

    /// <inheritdoc cref="PartitionConsumer.Seek"/>
    public void Seek(TopicPartition partition, StartPosition start) => _consumer.Seek(partition, start);

    /// <inheritdoc cref="PartitionConsumer.Pause"/>
    public void Pause(TopicPartition partition) => _consumer.Pause(partition);

    /// <inheritdoc cref="PartitionConsumer.Resume"/>
    public void Resume(TopicPartition partition) => _consumer.Resume(partition);

    /// <summary>Reads other topics from the next rebalance on, which the next poll begins.</summary>
    public void Subscribe(IReadOnlyList<string> topics)
    {
        _rejoin.Topics = topics;
        _member.End(ErrorCode.RebalanceInProgress);
    }

    /// <summary>
    /// Joins the group if necessary, then reads. Returns nothing if the other members take longer to join than a fetch may wait; the next
    /// poll goes on waiting.
    /// </summary>
    /// <exception cref="KafkaException">The group or a broker refuses for good, for example with FENCED_INSTANCE_ID.</exception>
    public async ValueTask<IReadOnlyList<FetchedPartition>> PollAsync(CancellationToken cancellation = default)
    {
        _member.Polled();
        if (!_rejoin.IsUnderWay)
        {
            await _member.LookForNewPartitionsAsync(cancellation);
            Note(await _commits.CommitIfDueAsync(_member.Membership, cancellation));
        }

        return MustRejoin && !await _rejoin.RunAsync(cancellation) ? [] : await _consumer.PollAsync(cancellation);
    }

    /// <summary>Polls until cancelled. Each element is disposed when the next one is requested.</summary>
    /// <exception cref="KafkaException">The group or a broker refuses for good.</exception>
    public async IAsyncEnumerable<FetchedPartition> StreamAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        while (true)
        {
            foreach (var fetched in await PollAsync(cancellation))
            {
                using (fetched)
                {
                    yield return fetched;
                }
            }
        }
    }

    /// <summary>
    /// Commits the next offsets to read. Returns false if the group has moved on, or is about to: then the next poll joins again.
    /// </summary>
    /// <exception cref="KafkaException">The coordinator refuses for good, or a topic does not exist: then the offsets of the others are
    /// committed.</exception>
    public ValueTask<bool> CommitAsync(IReadOnlyDictionary<TopicPartition, long> offsets, CancellationToken cancellation = default) =>
        CommitAsync(offsets.ToDictionary(static offset => offset.Key, static offset => new CommittedOffset(offset.Value)), cancellation);

    /// <summary>Commits everything that polls have returned.</summary>
    /// <exception cref="KafkaException">The coordinator refuses for good.</exception>
    public async ValueTask<bool> CommitAsync(CancellationToken cancellation = default) =>
        Note(await _commits.CommitPositionsAsync(_member.Membership, cancellation)) == ErrorCode.None;

    /// <summary>Reads the group's committed offsets of these partitions, and leaves out those without one.</summary>
    /// <exception cref="KafkaException">The coordinator refuses for good.</exception>
    public ValueTask<IReadOnlyDictionary<TopicPartition, CommittedOffset>> CommittedAsync(
        IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellation = default) =>
        _commits.ReadAsync(partitions, cancellation);

    /// <summary>
    /// Commits if <see cref="GroupOptions.AutoCommitInterval"/> is set, and leaves the group. A static member does not leave: it may come
    /// back.
    /// </summary>
    public async ValueTask CloseAsync(CancellationToken cancellation = default)
    {
        _isLeaving = true;
        if (_options.InstanceId is null)
        {
            await LeaveAsync(cancellation);
        }
        else
        {
            await _rejoin.EndAsync();
            await _positions.RevokeAsync(_positions.Owned, _member.Membership, cancellation);
            await _consumer.EndSessionsAsync();
            await VanishAsync();
        }
    }

    /// <summary>Leaves the group, which gives the partitions to other members at once.</summary>
    public async ValueTask LeaveAsync(CancellationToken cancellation = default)
    {
        _isLeaving = true;
        await _rejoin.EndAsync();
        await _positions.PrepareAsync(_member.IsLost, isCooperative: false, _rejoin.Topics, _member.Membership, cancellation);
        await _consumer.EndSessionsAsync();
        await _member.LeaveAsync(cancellation);
    }

    /// <summary>
    /// Does what <see cref="CloseAsync"/> does, unless it was called before, if the coordinator answers within five seconds.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (!_isLeaving)
        {
            await TryCloseAsync();
        }

        await VanishAsync();
        await (Interlocked.Exchange(ref _ended, null)?.Invoke() ?? ValueTask.CompletedTask);
    }

    /// <summary>Ends without telling the group, as a killed process does.</summary>
    internal async ValueTask VanishAsync()
    {
        _isLeaving = true;
        await _rejoin.EndAsync();
        await _member.DisposeAsync();
        _consumer.Abandon();
        _rejoin.Dispose();
    }

    private async ValueTask TryCloseAsync()
    {
        using var late = new CancellationTokenSource(CloseMax, _client.Time);
        try
        {
            await CloseAsync(late.Token);
        }
        catch (Exception fault) when (fault is KafkaException or OperationCanceledException)
        {
            // The group notices by itself.
        }
    }

    private async ValueTask<bool> CommitAsync(Dictionary<TopicPartition, CommittedOffset> offsets, CancellationToken cancellation) =>
        Note(await _commits.CommitAsync(_member.Membership, offsets, cancellation)) == ErrorCode.None;

    /// <summary>During a join the answer is about a generation that this member is leaving anyway.</summary>
    private ErrorCode Note(ErrorCode code)
    {
        if (code != ErrorCode.None && !_rejoin.IsUnderWay)
        {
            _member.End(code);
        }

        return code;
    }
}
