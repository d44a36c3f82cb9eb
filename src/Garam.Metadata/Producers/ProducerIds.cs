using Garam.Protocol;

namespace Garam.Metadata.Producers;

/// <summary>Counts the producer ids that the cluster has given away.</summary>
public sealed class ProducerIds
{
    /// <summary>The first id of the next allocation.</summary>
    public long Next { get; internal set; }

    internal AllocateProducerIdResult Apply(AllocateProducerId command)
    {
        if (command.Count is < 1 or > AllocateProducerId.CountMax)
        {
            return new AllocateProducerIdResult { ErrorValue = (short)ErrorCode.InvalidRequest };
        }

        var first = Next;
        Next += command.Count;
        return new AllocateProducerIdResult { ProducerId = first, ProducerEpoch = 0 };
    }
}
