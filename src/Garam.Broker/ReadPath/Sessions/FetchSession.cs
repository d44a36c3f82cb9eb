using Garam.Broker.ReadPath.Planning;

namespace Garam.Broker.ReadPath.Sessions;

/// <summary>
/// The partitions that a consumer fetches, remembered so that its requests need to name only changes (KIP-227). Guarded by the lock of the
/// <see cref="FetchSessionCache"/>, except for the targets' own fields, which belong to the request that is being served.
/// </summary>
public sealed class FetchSession(int id, bool usesTopicIds)
{
    private readonly Dictionary<FetchTargetKey, LinkedListNode<FetchTarget>> _byKey = [];
    private readonly LinkedList<FetchTarget> _inTurn = [];

    public int Id { get; } = id;

    public bool UsesTopicIds { get; } = usesTopicIds;

    /// <summary>The epoch that its next request has to carry.</summary>
    public int NextEpoch { get; set; } = 1;

    internal long UsedAt { get; set; }

    public int Count => _byKey.Count;

    /// <summary>The targets in the order in which they are served.</summary>
    public FetchTarget[] Snapshot() => [.. _inTurn];

    /// <summary>A target of the request that opens the session, which names each partition once.</summary>
    public void Adopt(FetchTarget target) => _byKey.Add(target.Key, _inTurn.AddLast(target));

    public FetchTarget GetOrAdd(FetchTargetKey key)
    {
        if (!_byKey.TryGetValue(key, out var node))
        {
            node = _inTurn.AddLast(new FetchTarget(key));
            _byKey.Add(key, node);
        }

        return node.Value;
    }

    public void Remove(FetchTargetKey key)
    {
        if (_byKey.Remove(key, out var node))
        {
            _inTurn.Remove(node);
        }
    }

    /// <summary>A partition that got bytes is served last next time, so that a byte limit starves no partition.</summary>
    public void MoveToEnd(FetchTargetKey key)
    {
        if (_byKey.TryGetValue(key, out var node))
        {
            _inTurn.Remove(node);
            _inTurn.AddLast(node);
        }
    }
}
