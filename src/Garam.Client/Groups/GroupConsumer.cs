using System.Runtime.CompilerServices;
using Garam.Client.Errors;
using Garam.Client.Fetching;
using Garam.Client.Timing;
using Garam.Protocol;

namespace Garam.Client.Groups;

/// <summary>
/// A member of a consumer group: it reads the partitions that the group gives it, from the group's committed offsets on. One caller at
/// a time; beside it only heartbeats run, and a join while there is something to read. Borrows a client that it does not share. The owner
/// calls <see cref="CloseAsync"/> or <see cref="LeaveAsync"/>, or only <see cref="DisposeAsync"/> to vanish without a word as a killed
/// process does.
/// </summary>
public sealed class GroupConsumer : IAsyncDisposable
{
    private readonly GroupOptions _options;
    private readonly GroupMember _member;
    private readonly GroupCommits _commits;
    private readonly GroupPositions _positions;
    private readonly PartitionConsumer _consumer;
    private readonly CancellationTokenSource _closed = new();
    private readonly Wakeup _joined;
    private readonly bool _isCooperative;
    private readonly TimeProvider _time;
    private readonly TimeSpan _waitMax;
    private IReadOnlyList<string> _topics;
    private Task? _joining;
    private JoinOutcome? _outcome;

    public GroupConsumer(ClusterClient client, ConsumerOptions consumerOptions, GroupOptions options)
    {
        (_options, _topics) = (options, options.Topics);
        (_time, _waitMax) = (client.Time, consumerOptions.FetchWaitMax);
        var protocol = new GroupProtocol(client, options);
        _member = new GroupMember(client, options, protocol);
        _consumer = new PartitionConsumer(client, consumerOptions);
        _commits = new GroupCommits(client, options, protocol, _consumer);
        _positions = new GroupPositions(_consumer, options, _commits);
        _joined = new Wakeup(client.Time);
        _isCooperative = options.Assignors.All(static assignor => assignor.IsCooperative);
    }

    /// <summary>What this member reads. With an assignor that is not cooperative it is empty while the group rebalances.</summary>
    public IReadOnlyCollection<TopicPartition> Assignment => _consumer.Assignment;

    /// <summary>The generation that gave the assignment; -1 before the first.</summary>
    public int Generation { get; private set; } = -1;

    /// <summary>What the coordinator calls this member; empty before it has joined.</summary>
    public string MemberId => _member.Membership.MemberId;

    /// <summary>True when the next poll joins the group anew: the moment to commit what was processed.</summary>
    public bool MustRejoin => _joining is not null || _member.MustRejoin;

    /// <summary>The next offset of an assigned partition, if it is known yet.</summary>
    public long? PositionOf(TopicPartition partition) => _consumer.PositionOf(partition);

    /// <summary>How many offsets lie between the position and the log's end, if both are known.</summary>
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
        _topics = topics;
        _member.End(ErrorCode.RebalanceInProgress);
    }

    /// <summary>
    /// Joins the group if need be, then reads. Gives nothing when the others take longer to join than a fetch may wait: the next poll
    /// waits on.
    /// </summary>
    /// <exception cref="KafkaException">The group or a broker refuses for good, e.g. FENCED_INSTANCE_ID.</exception>
    public async ValueTask<IReadOnlyList<FetchedPartition>> PollAsync(CancellationToken cancellation)
    {
        _member.Polled();
        if (_joining is null)
        {
            await _member.LookForNewPartitionsAsync(cancellation);
            Note(await _commits.CommitIfDueAsync(_member.Membership, cancellation));
        }

        return MustRejoin && !await RejoinAsync(cancellation) ? [] : await _consumer.PollAsync(cancellation);
    }

    /// <summary>Polls for ever, or until it is cancelled. Each element is disposed when the next one is asked for.</summary>
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

    /// <summary>Commits where this member is going to read next. False when the group has moved on, or is about to: then the next poll joins it anew.</summary>
    /// <exception cref="KafkaException">The coordinator refuses for good.</exception>
    public ValueTask<bool> CommitAsync(IReadOnlyDictionary<TopicPartition, long> offsets, CancellationToken cancellation) =>
        CommitAsync(offsets.ToDictionary(static offset => offset.Key, static offset => new CommittedOffset(offset.Value)), cancellation);

    /// <summary>Commits everything that was returned by polls.</summary>
    /// <exception cref="KafkaException">The coordinator refuses for good.</exception>
    public ValueTask<bool> CommitAsync(CancellationToken cancellation) => CommitAsync(_commits.Positions(), cancellation);

    /// <summary>Reads the group's committed offsets of these partitions; those without one are left out.</summary>
    /// <exception cref="KafkaException">The coordinator refuses for good.</exception>
    public ValueTask<IReadOnlyDictionary<TopicPartition, CommittedOffset>> CommittedAsync(IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellation) =>
        _commits.ReadAsync(partitions, cancellation);

    /// <summary>Ends well: commits if it commits by itself, and leaves, unless it is a static member that may come back.</summary>
    public async ValueTask CloseAsync(CancellationToken cancellation)
    {
        if (_options.InstanceId is null)
        {
            await LeaveAsync(cancellation);
        }
        else
        {
            await EndJoinAsync();
            await _positions.RevokeAsync(_positions.Owned, _member.Membership, cancellation);
            await DisposeAsync();
        }
    }

    /// <summary>Leaves the group, which gives the partitions to others at once.</summary>
    public async ValueTask LeaveAsync(CancellationToken cancellation)
    {
        await EndJoinAsync();
        await _positions.PrepareAsync(_member.IsLost, isCooperative: false, _topics, _member.Membership, cancellation);
        await _member.LeaveAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await EndJoinAsync();
        await _member.DisposeAsync();
        _consumer.Dispose();
        _joined.Dispose();
    }

    private async ValueTask<bool> CommitAsync(Dictionary<TopicPartition, CommittedOffset> offsets, CancellationToken cancellation) =>
        Note(await _commits.CommitAsync(_member.Membership, offsets, cancellation)) == ErrorCode.None;

    /// <summary>During a join the answer is about a generation that this member is leaving anyway.</summary>
    private ErrorCode Note(ErrorCode code)
    {
        if (code != ErrorCode.None && _joining is null)
        {
            _member.End(code);
        }

        return code;
    }

    /// <summary>
    /// Cooperative members read on while they join: they come back at once, and look again in the next poll. False if there is nothing
    /// to read yet.
    /// </summary>
    private async ValueTask<bool> RejoinAsync(CancellationToken cancellation)
    {
        var ends = _time.After(_waitMax);
        while (MustRejoin)
        {
            if (_joining is null)
            {
                await _positions.PrepareAsync(_member.IsLost, _isCooperative, _topics, _member.Membership, cancellation);
                _joining = RunJoinAsync();
            }

            while (_outcome is null && Assignment.Count == 0 && _time.Until(ends) > TimeSpan.Zero)
            {
                await _joined.WaitUntilAsync(ends, cancellation);
                cancellation.ThrowIfCancellationRequested();
            }

            if (_outcome is null)
            {
                return Assignment.Count > 0;
            }

            await TakeOverAsync(_outcome, cancellation);
        }

        return true;
    }

    private async ValueTask TakeOverAsync(JoinOutcome outcome, CancellationToken cancellation)
    {
        if (outcome.Assignment is null)
        {
            (_joining, _outcome) = (null, null);
            await _positions.LoseAsync(cancellation);
            if (outcome.Fault is { } fault)
            {
                throw fault;
            }
        }
        else
        {
            // Begun again by the next poll if it is cancelled in the middle.
            var mustGiveUp = await _positions.ApplyAsync(outcome, cancellation);
            (_joining, _outcome, Generation) = (null, null, outcome.Membership.Generation);
            if (mustGiveUp)
            {
                _member.End(ErrorCode.RebalanceInProgress);
            }
        }
    }

    private async Task RunJoinAsync()
    {
        var owned = _isCooperative ? _positions.Owned : [];
        var outcome = await _member.JoinAsync(_topics, owned, _closed.Token);
        Volatile.Write(ref _outcome, outcome);
        _joined.Set();
    }

    private async ValueTask EndJoinAsync()
    {
        if (_joining is { } joining)
        {
            _closed.Cancel();
            await joining;
            (_joining, _outcome) = (null, null);
        }
    }
}
