using System.Runtime.InteropServices;
using Garam.Broker.WritePath;
using Garam.Metadata;
using Garam.Protocol;
using Garam.Protocol.Messages.Produce;
using Garam.Protocol.Records;

namespace Garam.Broker.Handlers.Produce;

/// <summary>A response in preparation: answers for batches that are already refused, and the batches that the others depend on.</summary>
internal sealed class ProduceDraft(ProduceResponse response, int recordErrorsMax = 0)
{
    public const string NoTransactions = "Transactions are not supported by this version of Garam.";

    private int _recordErrorsLeft = recordErrorsMax;

    public ProduceResponse Response { get; } = response;

    /// <summary>Without their request, which is made when their number is known.</summary>
    public List<ParkedBatch> Accepted { get; } = [];

    /// <summary>Answers that name the start of a log, which is not known yet.</summary>
    public List<RefusedByLog> RefusedByLog { get; } = [];

    public PendingProduce? Pending { get; set; }

    /// <summary>To be given back to the budget when the request has ended.</summary>
    public int ProducersTaken { get; set; }

    public static ProduceDraft Validate(
        ProduceRequest request, TopicBinding[] bindings, short version, SegmentOptions limits, RecordClock clock)
    {
        var draft = new ProduceDraft(Refuse(request, ErrorCode.None, null), limits.RecordErrorsMax);
        var nowMs = clock.ReadMs();
        for (var i = 0; i < bindings.Length; i++)
        {
            var rules = bindings[i].Rules.ForBatches(bindings[i].Name, version, limits, nowMs);
            var partitions = request.TopicData[i].PartitionData;
            for (var j = 0; j < partitions.Length; j++)
            {
                draft.Validate(partitions[j], bindings[i], rules, draft.Response.Responses[i].PartitionResponses[j]);
            }
        }

        return draft;
    }

    /// <summary>The same answer for every partition of a request.</summary>
    public static ProduceResponse Refuse(ProduceRequest request, ErrorCode error, string? message) => new()
    {
        Responses = Array.ConvertAll(request.TopicData, topic => new ProduceResponse.TopicProduceResponse
        {
            Name = topic.Name,
            TopicId = topic.TopicId,
            PartitionResponses = Array.ConvertAll(topic.PartitionData, partition => new ProduceResponse.PartitionProduceResponse
            {
                Index = partition.Index,
                ErrorCode = error,
                ErrorMessage = message,
                BaseOffset = -1,
            }),
        }),
    };

    public ReadOnlySpan<ParkedBatch> ParkedFor(PendingProduce pending)
    {
        var parked = CollectionsMarshal.AsSpan(Accepted);
        foreach (ref var batch in parked)
        {
            batch = batch with { Request = pending };
        }

        return parked;
    }

    public void RefuseAccepted(ErrorCode error)
    {
        foreach (var batch in Accepted)
        {
            batch.Answer.ErrorCode = error;
        }
    }

    private void Validate(
        ProduceRequest.PartitionProduceData partition,
        in TopicBinding binding,
        in BatchRules rules,
        ProduceResponse.PartitionProduceResponse answer)
    {
        if (binding.Error != ErrorCode.None || partition.Index < 0 || partition.Index >= binding.Partitions)
        {
            answer.ErrorCode = binding.Error != ErrorCode.None ? binding.Error : ErrorCode.UnknownTopicOrPartition;
            return;
        }

        var bytes = partition.Records.SliceCount == 0 ? default : partition.Records[0];
        var validation = BatchValidator.Validate(
            bytes.Span, rules with { Partition = partition.Index, RecordFaultsMax = _recordErrorsLeft });
        if (!validation.IsAccepted)
        {
            Refuse(answer, new TopicPartition(binding.TopicId, partition.Index), validation);
        }
        else if (new RecordBatchHeader(bytes.Span).IsTransactional)
        {
            (answer.ErrorCode, answer.ErrorMessage) = (ErrorCode.TransactionalIdAuthorizationFailed, NoTransactions);
        }
        else
        {
            Accepted.Add(new ParkedBatch(null!, answer, binding.TopicId, bytes, binding.Rules.TimestampType, validation.MaxTimestampMs));
        }
    }

    private void Refuse(ProduceResponse.PartitionProduceResponse answer, TopicPartition partition, in BatchValidation validation)
    {
        (answer.ErrorCode, answer.ErrorMessage) = (validation.Error, validation.Message);
        _recordErrorsLeft -= validation.Records.Length;
        answer.RecordErrors = Array.ConvertAll(
            validation.Records,
            fault => new ProduceResponse.BatchIndexAndErrorMessage { BatchIndex = fault.Index, BatchIndexErrorMessage = fault.Message });
        if (validation.ReachedLog)
        {
            RefusedByLog.Add(new RefusedByLog(answer, partition));
        }
    }
}
