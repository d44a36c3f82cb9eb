using Garam.Broker.ReadPath.Planning;
using Garam.Protocol;
using Garam.Protocol.Messages.Fetch;

namespace Garam.Broker.ReadPath.Sessions;

/// <summary>
/// The fetch sessions of this process, with Kafka's rules: a full cache gives a session only when one of the others has rested for a while.
/// A client without a session repeats all its partitions in every request. Any thread; one lock, held for one request's changes.
/// </summary>
public sealed class FetchSessionCache(FetchOptions options, TimeProvider time, Random random)
{
    private const int FinalEpoch = -1;
    private const int InitialEpoch = 0;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, LinkedListNode<FetchSession>> _sessions = [];
    private readonly LinkedList<FetchSession> _byUse = [];
    private int _partitions;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _sessions.Count;
            }
        }
    }

    public FetchScope Open(FetchRequest request, short version)
    {
        var usesTopicIds = version >= 13; // KIP-516: topics by id
        lock (_gate)
        {
            if (request.SessionEpoch is not (FinalEpoch or InitialEpoch))
            {
                return Continue(request, usesTopicIds);
            }

            Remove(request.SessionId);
            var targets = ReadTargets(request, usesTopicIds);
            var session = request.SessionEpoch == InitialEpoch ? TryCreate(targets, usesTopicIds) : null;
            return new FetchScope(ErrorCode.None, session?.Id ?? 0, targets, IsIncremental: false);
        }
    }

    /// <summary>These partitions of the session got bytes.</summary>
    public void MoveToEnd(int sessionId, IReadOnlyList<FetchTargetKey> keys)
    {
        lock (_gate)
        {
            if (_sessions.TryGetValue(sessionId, out var node))
            {
                foreach (var key in keys)
                {
                    node.Value.MoveToEnd(key);
                }
            }
        }
    }

    private FetchScope Continue(FetchRequest request, bool usesTopicIds)
    {
        if (!_sessions.TryGetValue(request.SessionId, out var node))
        {
            return FetchScope.Refused(ErrorCode.FetchSessionIdNotFound);
        }

        var session = node.Value;
        if (session.NextEpoch != request.SessionEpoch)
        {
            return FetchScope.Refused(ErrorCode.InvalidFetchSessionEpoch);
        }

        if (session.UsesTopicIds != usesTopicIds)
        {
            return FetchScope.Refused(ErrorCode.FetchSessionTopicIdError);
        }

        session.NextEpoch = session.NextEpoch == int.MaxValue ? 1 : session.NextEpoch + 1;
        session.UsedAt = time.GetTimestamp();
        _byUse.Remove(node);
        _byUse.AddLast(node);
        Update(session, request);
        return new FetchScope(ErrorCode.None, session.Id, session.Snapshot(), IsIncremental: true);
    }

    private void Update(FetchSession session, FetchRequest request)
    {
        _partitions -= session.Count;
        foreach (var topic in request.Topics)
        {
            foreach (var partition in topic.Partitions)
            {
                Fill(session.GetOrAdd(KeyOf(topic.Topic, topic.TopicId, partition.Partition, session.UsesTopicIds)), partition);
            }
        }

        foreach (var topic in request.ForgottenTopicsData)
        {
            foreach (var partition in topic.Partitions)
            {
                session.Remove(KeyOf(topic.Topic, topic.TopicId, partition, session.UsesTopicIds));
            }
        }

        _partitions += session.Count;
    }

    private FetchSession? TryCreate(List<FetchTarget> targets, bool usesTopicIds)
    {
        if (!TryMakeRoom(targets.Count))
        {
            return null;
        }

        var session = new FetchSession(NewId(), usesTopicIds) { UsedAt = time.GetTimestamp() };
        foreach (var target in targets)
        {
            session.Adopt(target);
        }

        _partitions += session.Count;
        _sessions.Add(session.Id, _byUse.AddLast(session));
        return session;
    }

    private bool TryMakeRoom(int partitions)
    {
        while (_sessions.Count >= options.SessionsMax || _partitions + partitions > options.SessionPartitionsMax)
        {
            if (_byUse.First is not { } oldest || time.GetElapsedTime(oldest.Value.UsedAt) < options.SessionIdleMin)
            {
                return false;
            }

            Remove(oldest.Value.Id);
        }

        return true;
    }

    private void Remove(int id)
    {
        if (_sessions.Remove(id, out var node))
        {
            _byUse.Remove(node);
            _partitions -= node.Value.Count;
        }
    }

    private int NewId()
    {
        int id;
        do
        {
            id = random.Next(1, int.MaxValue);
        }
        while (_sessions.ContainsKey(id));
        return id;
    }

    /// <summary>Each partition once: of one that is named twice the last entry counts.</summary>
    private static List<FetchTarget> ReadTargets(FetchRequest request, bool usesTopicIds)
    {
        var targets = new OrderedDictionary<FetchTargetKey, FetchTarget>();
        foreach (var topic in request.Topics)
        {
            foreach (var partition in topic.Partitions)
            {
                var key = KeyOf(topic.Topic, topic.TopicId, partition.Partition, usesTopicIds);
                if (!targets.TryGetValue(key, out var target))
                {
                    target = new FetchTarget(key);
                    targets.Add(key, target);
                }

                Fill(target, partition);
            }
        }

        return [.. targets.Values];
    }

    private static FetchTargetKey KeyOf(string topic, Uuid id, int partition, bool usesTopicIds) =>
        new(usesTopicIds ? null : topic, usesTopicIds ? id : default, partition);

    private static void Fill(FetchTarget target, FetchRequest.FetchPartition partition)
    {
        target.FetchOffset = partition.FetchOffset;
        target.BytesMax = partition.PartitionMaxBytes;
        target.CurrentLeaderEpoch = partition.CurrentLeaderEpoch;
        target.LastFetchedEpoch = partition.LastFetchedEpoch;
    }
}
