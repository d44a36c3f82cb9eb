using Garam.Protocol;

namespace Garam.Broker.ReadPath;

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
