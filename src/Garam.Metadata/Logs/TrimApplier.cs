using Garam.Metadata.Partitions;
using Garam.Metadata.Producers;
using Garam.Metadata.Segments;
using Garam.Metadata.Topics;
using Garam.Protocol;

namespace Garam.Metadata.Logs;

/// <summary>
/// Applies the commands that move the start of logs forward and free the extents before it, and the one that forgets silent producers. A
/// start moves at once; extents before it are freed at once up to a limit, and the others by <see cref="ReclaimExtents"/>, so that no
/// command takes long.
/// </summary>
internal sealed class TrimApplier(TopicTable topics, SegmentTable segments)
{
    /// <summary>
    /// Limits each partition of a command. A run of retention frees fewer, and freeing this many takes well under a millisecond.
    /// </summary>
    private const int TrimMax = 1024;

    private const int ReclaimMax = 100_000;

    private readonly SortedSet<TopicPartition> _withGarbage = [];

    public bool HasGarbage => _withGarbage.Count > 0 || topics.FirstDeleted is not null;

    public DeleteRecordsResult Apply(DeleteRecords command, in ApplyContext context)
    {
        var results = new DeleteRecordsOutcome[command.Partitions.Length];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = Delete(command.Partitions[i], context);
        }

        return new DeleteRecordsResult { Partitions = results };
    }

    public StatusResult Apply(AdvanceLogStart command, in ApplyContext context)
    {
        foreach (var planned in command.Partitions)
        {
            if (topics.TryGetPartition(planned.TopicPartition, out var state) && planned.Offset <= state.HighWatermark)
            {
                Advance(planned.TopicPartition, state, planned.Offset, context);
            }
        }

        return StatusResult.Done;
    }

    public ReclaimExtentsResult Apply(ReclaimExtents command, in ApplyContext context)
    {
        var granted = Math.Clamp(command.ExtentsMax, 1, ReclaimMax);
        var budget = granted;
        while (budget > 0 && _withGarbage.Count > 0)
        {
            var partition = _withGarbage.Min;
            _withGarbage.Remove(partition);
            if (topics.TryGetPartition(partition, out var state))
            {
                budget -= Trim(partition, state, budget, context);
            }
        }

        while (budget > 0 && topics.FirstDeleted is { } topic)
        {
            budget -= ReclaimLastPartition(topic, budget, context);
        }

        return new ReclaimExtentsResult { Reclaimed = granted - budget, MoreRemain = HasGarbage };
    }

    public StatusResult Apply(ExpireProducers command)
    {
        foreach (var silent in command.Producers)
        {
            if (topics.TryGetPartition(silent.TopicPartition, out var state)
                && state.Producers.TryGetValue(silent.ProducerId, out var producer)
                && producer.LastCommitMs < command.SilentSinceMs)
            {
                topics.SetPartition(silent.TopicPartition, state with { Producers = state.Producers.Remove(silent.ProducerId) });
            }
        }

        return StatusResult.Done;
    }

    /// <summary>Notes a partition from a snapshot that has garbage: the snapshot does not store that.</summary>
    public void Restore(TopicPartition partition, PartitionLog state)
    {
        if (state.HasGarbage)
        {
            _withGarbage.Add(partition);
        }
    }

    private DeleteRecordsOutcome Delete(PartitionOffset wanted, in ApplyContext context)
    {
        if (!topics.TryGetPartition(wanted.TopicPartition, out var state))
        {
            return new DeleteRecordsOutcome { ErrorValue = (short)ErrorCode.UnknownTopicOrPartition };
        }

        var offset = wanted.Offset == DeleteRecords.HighWatermarkOffset ? state.HighWatermark : wanted.Offset;
        if (offset < 0 || offset > state.HighWatermark)
        {
            return new DeleteRecordsOutcome { ErrorValue = (short)ErrorCode.OffsetOutOfRange };
        }

        Advance(wanted.TopicPartition, state, offset, context);
        return new DeleteRecordsOutcome { LogStartOffset = Math.Max(offset, state.LogStartOffset) };
    }

    private void Advance(TopicPartition partition, PartitionLog state, long offset, in ApplyContext context)
    {
        if (offset > state.LogStartOffset)
        {
            Trim(partition, state with { LogStartOffset = offset }, TrimMax, context);
            context.Effects.PartitionTrimmed(partition);
        }
    }

    /// <summary>Frees extents wholly below the start of the log and returns their number.</summary>
    private int Trim(TopicPartition partition, PartitionLog state, int budget, in ApplyContext context)
    {
        var count = 0;
        while (count < budget && count < state.Extents.Count && state.Extents[count].LastOffset < state.LogStartOffset)
        {
            count++;
        }

        var trimmed = Drop(state, count, context);
        topics.SetPartition(partition, trimmed);
        Restore(partition, trimmed);
        return count;
    }

    private int ReclaimLastPartition(TopicState deleted, int budget, in ApplyContext context)
    {
        var partition = new TopicPartition(deleted.Id, deleted.Partitions - 1);
        var state = topics.PartitionOrNull(partition);
        Invariant.Check(state is not null);
        if (state.Extents.Count < budget)
        {
            Drop(state, state.Extents.Count, context);
            topics.DropLastPartition(deleted);
            return state.Extents.Count + 1;
        }

        topics.SetPartition(partition, Drop(state, budget, context));
        return budget;
    }

    private PartitionLog Drop(PartitionLog state, int count, in ApplyContext context)
    {
        long bytes = 0;
        for (var i = 0; i < count; i++)
        {
            ref readonly var extent = ref state.Extents[i];
            segments.RemoveExtent(extent.SegmentSlot, extent.Length, context);
            bytes += extent.Length;
        }

        return state with { Extents = state.Extents.DropFirst(count), SizeBytes = state.SizeBytes - bytes };
    }
}
