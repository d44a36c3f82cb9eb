using Garam.Client.Cluster;
using Garam.Protocol;
using Garam.Protocol.Messages.Fetch;

namespace Garam.Client.Fetching;

/// <summary>
/// A fetch session with one broker (KIP-227). The first request names all partitions, later ones only what changed. After any fault the
/// next request is a full one, which also ends the session that the broker may still have. One request at a time; the consumer owns it.
/// </summary>
internal sealed class ClientFetchSession
{
    private const int FinalEpoch = -1;

    private readonly List<SessionPartition> _partitions = [];
    private int _id;
    private int _epoch;
    private int _round;

    /// <summary>The next request names every partition.</summary>
    public bool IsFull => _epoch == 0;

    /// <param name="wanted">In order, so that the partitions of a topic are neighbours.</param>
    public FetchRequest Next(IReadOnlyList<AssignedPartition> wanted, ConsumerOptions options)
    {
        if (IsFull)
        {
            _partitions.ForEach(static partition => partition.IsForgotten = true);
            _partitions.Clear();
        }

        _round++;
        var changed = new FetchTopics(options.PartitionBytesMax);
        foreach (var state in wanted)
        {
            if (IsNews(state))
            {
                changed.Add(state);
            }
        }

        return new FetchRequest
        {
            MaxWaitMs = (int)options.FetchWaitMax.TotalMilliseconds,
            MinBytes = options.FetchBytesMin,
            MaxBytes = options.FetchBytesMax,
            IsolationLevel = (sbyte)options.Isolation,
            SessionId = _id,
            SessionEpoch = _epoch,
            Topics = changed.ToArray(),
            ForgottenTopicsData = _partitions.Count == wanted.Count ? [] : Forget(),
        };
    }

    /// <summary>Notes the broker's answer.</summary>
    /// <param name="error">The error of the whole answer.</param>
    /// <param name="sessionId">0 if the broker keeps no session for this client.</param>
    public void Answered(ErrorCode error, int sessionId)
    {
        if (error != ErrorCode.None)
        {
            _id = error == ErrorCode.FetchSessionIdNotFound ? 0 : _id;
            _epoch = 0;
        }
        else if (sessionId == 0)
        {
            (_id, _epoch) = (0, 0);
        }
        else
        {
            // Epoch 0 begins a session, so the count skips it when it wraps.
            (_id, _epoch) = (sessionId, _epoch == int.MaxValue ? 1 : _epoch + 1);
        }
    }

    /// <summary>No answer came: it is unknown whether the broker has seen the request.</summary>
    public void Broke() => _epoch = 0;

    /// <summary>
    /// Returns the request that ends the broker's session, whose place others may need; null if it has none. The next request is then a
    /// full one.
    /// </summary>
    public FetchRequest? End()
    {
        var id = _id;
        (_id, _epoch) = (0, 0);
        return id == 0 ? null : new FetchRequest { MaxWaitMs = 0, MinBytes = 0, MaxBytes = 0, SessionId = id, SessionEpoch = FinalEpoch };
    }

    /// <summary>
    /// Returns true if the answer to the last request is about the partition's present position, not about one before a seek.
    /// </summary>
    public bool IsAnswerFor(AssignedPartition state) =>
        state.Session is { IsForgotten: false } known && known.Session == this && known.Offset == state.Offset;

    /// <summary>Says whether the broker has yet to learn what the consumer wants of this partition.</summary>
    private bool IsNews(AssignedPartition state)
    {
        if (!IsFull && state.Session is { IsForgotten: false } known && known.Session == this && known.TopicId == state.TopicId)
        {
            var moved = known.Offset != state.Offset || known.LeaderEpoch != state.LeaderEpoch;
            (known.Offset, known.LeaderEpoch, known.Round) = (state.Offset, state.LeaderEpoch, _round);
            return moved;
        }

        state.Session = new SessionPartition(
            this, state.Partition, state.TopicId)
        { Offset = state.Offset, LeaderEpoch = state.LeaderEpoch, Round = _round };
        _partitions.Add(state.Session);
        return true;
    }

    private FetchRequest.ForgottenTopic[] Forget()
    {
        var gone = _partitions.FindAll(partition => partition.Round != _round);
        _partitions.RemoveAll(partition => partition.Round != _round);
        gone.ForEach(static partition => partition.IsForgotten = true);

        // A partition that was removed and added again is in both lists; brokers add before they remove.
        var kept = _partitions.Select(static partition => (partition.Partition, partition.TopicId)).ToHashSet();
        gone.RemoveAll(partition => kept.Contains((partition.Partition, partition.TopicId)));
        return [.. gone.GroupBy(static partition => (partition.Partition.Topic, partition.TopicId)).Select(static topic =>
            new FetchRequest.ForgottenTopic
        {
            Topic = topic.Key.Topic,
            TopicId = topic.Key.TopicId,
            Partitions = [.. topic.Select(static partition => partition.Partition.Partition)],
        })];
    }
}

/// <summary>A partition as a broker remembers it between the fetches of a session.</summary>
internal sealed class SessionPartition(ClientFetchSession session, TopicPartition partition, Uuid topicId)
{
    public ClientFetchSession Session { get; } = session;

    public TopicPartition Partition { get; } = partition;

    public Uuid TopicId { get; } = topicId;

    /// <summary>The offset in the last request; the answer is about this one.</summary>
    public long Offset { get; set; }

    /// <summary>The leader epoch in the last request.</summary>
    public int LeaderEpoch { get; set; } = -1;

    /// <summary>The broker no longer remembers it.</summary>
    public bool IsForgotten { get; set; }

    /// <summary>The last request that wanted the partition.</summary>
    public int Round { get; set; }
}

/// <summary>Gathers the partitions of a fetch request by topic.</summary>
internal sealed class FetchTopics(int partitionBytesMax)
{
    private readonly List<FetchRequest.FetchTopic> _topics = [];
    private readonly List<FetchRequest.FetchPartition> _partitions = [];
    private AssignedPartition? _last;

    public void Add(AssignedPartition state)
    {
        if (_last is not null && (_last.TopicId != state.TopicId || _last.Partition.Topic != state.Partition.Topic))
        {
            EndTopic();
        }

        _last = state;
        _partitions.Add(new FetchRequest.FetchPartition
        {
            Partition = state.Partition.Partition,
            CurrentLeaderEpoch = state.LeaderEpoch,
            FetchOffset = state.Offset,
            PartitionMaxBytes = partitionBytesMax,
        });
    }

    public FetchRequest.FetchTopic[] ToArray()
    {
        EndTopic();
        return [.. _topics];
    }

    private void EndTopic()
    {
        if (_partitions.Count > 0)
        {
            _topics.Add(
                new FetchRequest.FetchTopic { Topic = _last!.Partition.Topic, TopicId = _last.TopicId, Partitions = [.. _partitions] });
            _partitions.Clear();
        }
    }
}
