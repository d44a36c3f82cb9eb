using Garam.Metadata.Cluster;
using Garam.Metadata.Segments;
using Garam.Metadata.Topics;
using Garam.Protocol;

namespace Garam.Metadata.Logs;

/// <summary>Applies commits of segments: places their batches in the logs of their partitions.</summary>
internal sealed class CommitApplier(ClusterFacts facts, ProcessTable processes, TopicTable topics, SegmentTable segments)
{
    public CommitSegmentResult Apply(CommitSegment command, in ApplyContext context)
    {
        if (!processes.TryGet(command.Incarnation, out var process))
        {
            return CommitSegmentResult.Refused(CommitOutcome.Fenced);
        }

        if (process.UnconfirmedResults.TryGetValue(command.CommitNumber, out var stored))
        {
            return stored;
        }

        var confirmed = process.Confirm(command.ConfirmedCommitNumber);
        var outcome = Judge(command, confirmed, context);
        if (outcome != CommitOutcome.Applied)
        {
            return CommitSegmentResult.Refused(outcome);
        }

        var result = new CommitSegmentResult { Batches = command.IsEmpty ? [] : Place(command, context) };
        processes.Put(confirmed with
        {
            LastCommitNumber = command.CommitNumber,
            UnconfirmedResults = confirmed.UnconfirmedResults.Add(command.CommitNumber, result),
        });
        return result;
    }

    private CommitOutcome Judge(CommitSegment command, ProcessState process, in ApplyContext context)
    {
        if (command.CommitNumber <= process.LastCommitNumber)
        {
            return CommitOutcome.AlreadyConfirmed;
        }

        if (command.CommitNumber > process.LastCommitNumber + 1)
        {
            return CommitOutcome.Gap;
        }

        if (process.UnconfirmedResults.Count >= ProcessState.UnconfirmedCommitsMax)
        {
            return CommitOutcome.TooManyUnconfirmed;
        }

        if (command.IsEmpty)
        {
            return CommitOutcome.Applied;
        }

        if (command.SegmentBirth < facts.BirthWatermark)
        {
            return CommitOutcome.BornTooEarly;
        }

        return command.SegmentBirth <= context.Sequence && !segments.IsKnown(command.Segment) && IsWellFormed(command)
            ? CommitOutcome.Applied
            : CommitOutcome.Malformed;
    }

    private static bool IsWellFormed(CommitSegment command)
    {
        long end = 0;
        foreach (ref readonly var batch in command.Batches.AsSpan())
        {
            var isIdempotent = batch.ProducerId >= 0;
            if (batch.Position < end || batch.Length <= 0 || batch.RecordCount <= 0
                || (isIdempotent && (batch.ProducerEpoch < 0 || batch.BaseSequence < 0)))
            {
                return false;
            }

            end = (long)batch.Position + batch.Length;
        }

        return end <= command.SegmentLength;
    }

    private BatchResult[] Place(CommitSegment command, in ApplyContext context)
    {
        var results = new BatchResult[command.Batches.Length];
        var slot = segments.Add(command.Segment, command.SegmentLength, command.Version >= 1 ? context.NowMs : 0);
        for (var start = 0; start < results.Length;)
        {
            var count = RunLength(command.Batches.AsSpan(start));
            PlaceRun(command.Batches.AsSpan(start, count), slot, command.Version, results.AsSpan(start, count), context);
            start += count;
        }

        segments.KillIfUnreferenced(slot, context);
        return results;
    }

    private void PlaceRun(ReadOnlySpan<SegmentBatch> batches, int slot, short version, Span<BatchResult> results, in ApplyContext context)
    {
        var partition = batches[0].TopicPartition;
        if (!topics.TryGetPartition(partition, out var state))
        {
            var isTopicKnown = topics.TryGet(partition.TopicId, out _);
            results.Fill(BatchResult.Refused(isTopicKnown ? ErrorCode.UnknownTopicOrPartition : ErrorCode.UnknownTopicId));
            return;
        }

        var appender = new PartitionAppender(state, segments, slot, version, context.NowMs);
        for (var i = 0; i < batches.Length; i++)
        {
            results[i] = appender.Append(batches[i]);
        }

        var after = appender.Complete();
        if (after.HighWatermark > state.HighWatermark)
        {
            topics.SetPartition(partition, after);
            context.Effects.PartitionAdvanced(partition);
        }
    }

    /// <summary>Counts the batches at the head that belong to one partition.</summary>
    private static int RunLength(ReadOnlySpan<SegmentBatch> batches)
    {
        var count = 1;
        while (count < batches.Length && batches[count].TopicPartition == batches[0].TopicPartition)
        {
            count++;
        }

        return count;
    }
}
