using Garam.Broker.Budgets;
using Garam.Broker.WritePath;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.State;
using Garam.Protocol;
using Garam.Protocol.Records;

namespace Garam.Broker.Handlers.Produce;

/// <summary>
/// Keeps the idempotent producers that partitions remember within their limit: any client can make up ids as fast as it can send batches.
/// </summary>
internal static class ProducerAdmission
{
    /// <summary>Refuses producers that do not fit and returns how many reservations to give back once the request has ended.</summary>
    /// <param name="draft">Loses the accepted batches of refused producers.</param>
    /// <param name="budgets">The budget that the producers are taken from.</param>
    /// <param name="replica">Tells which producers a partition knows already. Asked only when the limit is near.</param>
    public static int Admit(ProduceDraft draft, StateBudgets budgets, Replica replica)
    {
        var count = draft.Accepted.Count(IsIdempotent);
        if (count == 0 || budgets.TryTakeProducers(count))
        {
            return count;
        }

        var accepted = draft.Accepted.ToArray();
        var isKnown = replica.Read(
            accepted, static (state, batches) => Array.ConvertAll(batches, batch => !IsIdempotent(batch) || IsKnown(state, batch)));
        draft.Accepted.Clear();
        for (var i = 0; i < accepted.Length; i++)
        {
            if (isKnown[i])
            {
                draft.Accepted.Add(accepted[i]);
                continue;
            }

            budgets.RefuseProducer();
            accepted[i].Answer.ErrorCode = ErrorCode.PolicyViolation;
            accepted[i].Answer.ErrorMessage =
                $"The cluster remembers {budgets.Limits.ProducersMax} idempotent producers, as many as it may.";
        }

        return 0;
    }

    /// <summary>An id without an epoch is not remembered.</summary>
    private static bool IsIdempotent(ParkedBatch batch) =>
        new RecordBatchHeader(batch.Bytes.Span) is { HasProducerId: true, ProducerEpoch: > RecordBatchLayout.NoProducerEpoch };

    private static bool IsKnown(ClusterState state, ParkedBatch batch) =>
        state.Topics.TryGetPartition(new TopicPartition(batch.TopicId, batch.Answer.Index), out var partition)
        && partition.Producers.ContainsKey(new RecordBatchHeader(batch.Bytes.Span).ProducerId);
}
