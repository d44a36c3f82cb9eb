using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.State;
using Garam.Protocol.Messages.Produce;

namespace Garam.Broker.Handlers.Produce;

/// <summary>
/// An answer for a batch that the partition's log refuses. Kafka names the log's start in it, as it does for what it accepts.
/// </summary>
internal readonly record struct RefusedByLog(ProduceResponse.PartitionProduceResponse Answer, TopicPartition Partition)
{
    /// <summary>Looked up under one hold of the replica's lock: a request can bring any number of refused batches.</summary>
    private const int LookupsMax = 1000;

    public static void FillLogStarts(IReadOnlyList<RefusedByLog> refused, Replica replica)
    {
        for (var from = 0; from < refused.Count; from += LookupsMax)
        {
            replica.Read((refused, from), static (state, call) => Fill(state, call.refused, call.from));
        }
    }

    private static bool Fill(ClusterState state, IReadOnlyList<RefusedByLog> refused, int from)
    {
        for (var i = from; i < Math.Min(refused.Count, from + LookupsMax); i++)
        {
            if (state.Topics.TryGetPartition(refused[i].Partition, out var partition))
            {
                refused[i].Answer.LogStartOffset = partition.LogStartOffset;
            }
        }

        return true;
    }
}
