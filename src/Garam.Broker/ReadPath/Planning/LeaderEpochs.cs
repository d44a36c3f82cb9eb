using Garam.Protocol;

namespace Garam.Broker.ReadPath.Planning;

/// <summary>
/// The leader epoch that clients see is always the same: leaders are virtual and move often, and with an epoch that moved with
/// them clients would "detect" truncated logs.
/// </summary>
internal static class LeaderEpochs
{
    public const int Constant = 0;

    /// <summary>
    /// Kafka's judgement of the leader epoch that a client believes in; -1 believes nothing. (In a Fetch every epoch below zero does.)
    /// </summary>
    public static ErrorCode FaultOf(int believed) => believed switch
    {
        > Constant => ErrorCode.UnknownLeaderEpoch,
        < -1 => ErrorCode.FencedLeaderEpoch,
        _ => ErrorCode.None,
    };
}

/// <summary>Kafka's isolation levels, as Fetch and ListOffsets have them on the wire.</summary>
internal static class IsolationLevels
{
    public const sbyte ReadCommitted = 1;
}

/// <summary>The targets of one fetch whose next bytes cannot be read, found out by trying. Used by one request.</summary>
internal sealed class FetchFaults
{
    private Dictionary<FetchTarget, ErrorCode>? _byTarget;

    public bool TryGet(FetchTarget target, out ErrorCode fault)
    {
        fault = ErrorCode.None;
        return _byTarget is not null && _byTarget.TryGetValue(target, out fault);
    }

    /// <summary>True when one of them was not known yet.</summary>
    public bool AddNew(FetchedPartition[] fetched)
    {
        var isNew = false;
        foreach (var outcome in fetched)
        {
            if (outcome.Error == ErrorCode.KafkaStorageError)
            {
                _byTarget ??= [];
                isNew |= _byTarget.TryAdd(outcome.Plan.Target, outcome.Error);
            }
        }

        return isNew;
    }
}
