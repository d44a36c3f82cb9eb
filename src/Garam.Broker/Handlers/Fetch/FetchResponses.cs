using Garam.Broker.ReadPath.Planning;
using Garam.Protocol;
using Garam.Protocol.Messages.Fetch;

namespace Garam.Broker.Handlers.Fetch;

/// <summary>The message that says what was fetched; in a session only what the client does not know yet.</summary>
internal static class FetchResponses
{
    public static FetchResponse Create(FetchScope scope, FetchedPartition[] fetched, bool isReadCommitted = false)
    {
        var told = fetched.Where(outcome => HasNews(outcome) || !scope.IsIncremental);
        return Create(scope, told.Select(outcome =>
        {
            Remember(outcome);
            return (outcome.Plan.Target.Key, Describe(outcome, isReadCommitted));
        }));
    }

    /// <summary>The answer for these partitions, which follow each other by topic as far as the request's do.</summary>
    public static FetchResponse Create(FetchScope scope, IEnumerable<(FetchTargetKey Key, FetchResponse.PartitionData Data)> answers)
    {
        var topics = new List<FetchResponse.FetchableTopicResponse>();
        var partitions = new List<FetchResponse.PartitionData>();
        FetchTargetKey? current = null;
        foreach (var answer in answers)
        {
            var key = answer.Key with { Partition = 0 };
            if (current is { } last && last != key)
            {
                topics.Add(TopicOf(last, partitions));
            }

            current = key;
            partitions.Add(answer.Data);
        }

        if (current is { } final)
        {
            topics.Add(TopicOf(final, partitions));
        }

        return new FetchResponse { SessionId = scope.SessionId, Responses = [.. topics] };
    }

    /// <summary>Kafka's rule (KIP-227): bytes, an error, or offsets other than those that the client was told last.</summary>
    private static bool HasNews(in FetchedPartition outcome) =>
        outcome.Records.Length > 0
        || outcome.Error != ErrorCode.None
        || outcome.Plan.IsDiverging
        || outcome.Plan.HighWatermark != outcome.Plan.Target.SentHighWatermark
        || outcome.Plan.LogStartOffset != outcome.Plan.Target.SentLogStartOffset;

    /// <summary>After an error the client has to be told everything again.</summary>
    private static void Remember(in FetchedPartition outcome)
    {
        var isKnown = outcome.Error == ErrorCode.None;
        outcome.Plan.Target.SentHighWatermark = isKnown ? outcome.Plan.HighWatermark : -1;
        outcome.Plan.Target.SentLogStartOffset = isKnown ? outcome.Plan.LogStartOffset : -1;
    }

    private static FetchResponse.FetchableTopicResponse TopicOf(FetchTargetKey key, List<FetchResponse.PartitionData> partitions)
    {
        var topic =
            new FetchResponse.FetchableTopicResponse { Topic = key.Topic ?? "", TopicId = key.TopicId, Partitions = [.. partitions] };
        partitions.Clear();
        return topic;
    }

    private static FetchResponse.PartitionData Describe(in FetchedPartition outcome, bool isReadCommitted)
    {
        // Beside an error Kafka tells nothing else.
        var isKnown = outcome.Error == ErrorCode.None;
        return new()
        {
            PartitionIndex = outcome.Plan.Target.Key.Partition,
            ErrorCode = outcome.Error,
            HighWatermark = isKnown ? outcome.Plan.HighWatermark : -1,
            LastStableOffset = isKnown ? outcome.Plan.LastStableOffset : -1,
            LogStartOffset = isKnown ? outcome.Plan.LogStartOffset : -1,
            DivergingEpoch = outcome.Plan.IsDiverging
                ? new() { Epoch = LeaderEpochs.Constant, EndOffset = outcome.Plan.HighWatermark }
                : null,
            AbortedTransactions = isReadCommitted || outcome.Plan.IsUnknown ? [] : null,
            Records = outcome.Records,
        };
    }
}
