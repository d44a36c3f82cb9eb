using Garam.Client.Cluster;
using Garam.Client.Errors;
using Garam.Protocol;

namespace Garam.Client.Fetching;

/// <summary>Judges fetch answers: moves positions, and hands out what was fetched.</summary>
internal sealed class AnswerIntake(ClusterClient client, ConsumerOptions options, PartitionTable table)
{
    /// <summary>A checksum that is wrong three times was not damaged in transit.</summary>
    private const int CorruptAnswersMax = 3;

    private Exception? _final;

    /// <summary>Adds the fetcher's answer, if there is one, to <paramref name="fetched"/>.</summary>
    public void Take(BrokerFetcher fetcher, List<FetchedPartition> fetched)
    {
        if (fetcher.TryTake() is not { } answer)
        {
            return;
        }

        var isFaulty = answer.Response is not { } response || !IsServed(response.ErrorCode);
        if (answer.Fault is { } fault and not KafkaException { IsUnanswered: true })
        {
            _final ??= fault;
        }

        foreach (var partition in answer.Partitions)
        {
            Accept(fetcher, answer, partition, fetched);
        }

        answer.Frame?.Release();
        if (isFaulty)
        {
            client.InvalidateMetadata();
            fetcher.Failed();
        }
        else
        {
            fetcher.Succeeded();
        }
    }

    /// <summary>Throws a broker's final refusal, after everything fetched before it has been handed out.</summary>
    /// <exception cref="KafkaException">A broker refused for good.</exception>
    public void ThrowIfFinal()
    {
        if (Interlocked.Exchange(ref _final, null) is { } final)
        {
            throw final;
        }
    }

    /// <summary>After a lost session the next request is a full one, which needs no pause.</summary>
    private bool IsServed(ErrorCode code)
    {
        switch (code)
        {
            case ErrorCode.None or ErrorCode.FetchSessionIdNotFound
                or ErrorCode.InvalidFetchSessionEpoch or ErrorCode.FetchSessionTopicIdError:
                return true;
            case not ErrorCode.UnknownServerError when !code.IsRetriable:
                _final ??= new KafkaException(code, "Fetch");
                return false;
            default:
                return false;
        }
    }

    private void Accept(BrokerFetcher fetcher, FetchAnswer answer, AnsweredPartition answered, List<FetchedPartition> fetched)
    {
        if (table.Find(answered) is not { } state || state.Pending is not null || state.IsPaused || !fetcher.Session.IsAnswerFor(state))
        {
            return;
        }

        switch (answered.Answer.ErrorCode)
        {
            case ErrorCode.None:
                AcceptBatches(state, answer, answered, fetched);
                break;
            case ErrorCode.OffsetOutOfRange:
                state.MoveTo(StartPosition.ByPolicy);
                break;
            case ErrorCode.UnknownServerError:
            case var code when code.IsRetriable:
                Refuse(state);
                break;
            default:
                _final ??= new KafkaException(answered.Answer.ErrorCode, $"Fetching {state.Partition}");
                Refuse(state);
                break;
        }
    }

    private void Refuse(AssignedPartition state)
    {
        state.Refused(client);
        client.InvalidateMetadata();
    }

    private void AcceptBatches(AssignedPartition state, FetchAnswer answer, AnsweredPartition answered, List<FetchedPartition> fetched)
    {
        (state.HighWatermark, state.LogStartOffset) = (answered.Answer.HighWatermark, answered.Answer.LogStartOffset);
        state.ReadableEnd = options.Isolation == IsolationLevel.Committed
            ? answered.Answer.LastStableOffset
            : answered.Answer.HighWatermark;
        if (answered.NextOffset > state.Offset)
        {
            answer.Frame!.Retain();
            fetched.Add(new FetchedPartition
            {
                Partition = state.Partition,
                TopicId = state.TopicId,
                FetchOffset = state.Offset,
                NextOffset = answered.NextOffset,
                HighWatermark = state.HighWatermark,
                LogStartOffset = state.LogStartOffset,
                Batches = answered.Batches,
                Aborted = options.Isolation == IsolationLevel.Committed ? answered.Answer.AbortedTransactions ?? [] : [],
                DecompressedBatchBytesMax = options.DecompressedBatchBytesMax,
                Frame = answer.Frame,
            });
            state.MoveTo(answered.NextOffset);
        }

        if (answered.CorruptOffset < 0)
        {
            state.Served();
            return;
        }

        if (++state.CorruptAnswers >= CorruptAnswersMax)
        {
            _final ??= new KafkaException(
                ErrorCode.CorruptMessage, $"The batch at offset {answered.CorruptOffset} of {state.Partition} has a wrong checksum");
        }

        Refuse(state);
    }
}
