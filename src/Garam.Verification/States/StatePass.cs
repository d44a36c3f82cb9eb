using System.Collections.Immutable;
using Garam.Metadata;
using Garam.Metadata.Groups;
using Garam.Metadata.Logs;
using Garam.Metadata.Partitions;
using Garam.Metadata.Producers;
using Garam.Metadata.State;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Verification.Findings;

namespace Garam.Verification.States;

/// <summary>Checks the state alone: offsets without gaps, extents inside segments, and producers and groups that match them.</summary>
internal sealed class StatePass(ClusterState state, ExtentCut cut, FindingLog findings, MetadataTally tally)
{
    private readonly SegmentUse _use = new(cut);
    private readonly Func<TopicPartition, string> _nameOf = PartitionNames.From(state.Topics.CaptureTopics());

    public void Run()
    {
        tally.Topics = state.Topics.Count;
        foreach (var topic in state.Topics.OrderedByName())
        {
            CheckTopic(topic);
        }

        foreach (var (partition, log) in cut.Partitions)
        {
            CheckExtents(partition, log);
        }

        foreach (var fault in _use.FindFaults(state))
        {
            findings.Add(fault);
        }

        foreach (var group in state.Groups.Capture().Values)
        {
            CheckGroup(group);
        }
    }

    private void CheckTopic(TopicState topic)
    {
        for (var number = 0; number < topic.Partitions; number++)
        {
            var partition = new TopicPartition(topic.Id, number);
            if (!cut.Partitions.TryGetValue(partition, out var log))
            {
                findings.Add(new Finding(
                    FindingKinds.MetadataContradicts,
                    _nameOf(partition),
                    $"The topic has {topic.Partitions} partitions, and this one is not there."));
                continue;
            }

            tally.Partitions++;
            tally.Records += log.HighWatermark - log.LogStartOffset;
            CheckProducers(partition, log);
        }
    }

    private void CheckExtents(TopicPartition partition, PartitionLog log)
    {
        var next = -1L;
        long bytes = 0;
        foreach (var (extent, segment) in cut.ExtentsOf(log))
        {
            tally.Extents++;
            if (next >= 0 && extent.BaseOffset != next)
            {
                Contradiction(partition, $"Offset {next} should follow, and the next extent begins at {extent.BaseOffset}.");
            }
            else if (next < 0 && extent.BaseOffset > log.LogStartOffset)
            {
                Contradiction(partition, $"The log starts at {log.LogStartOffset}, and its first extent at {extent.BaseOffset}.");
            }

            if (segment is null || extent.LastOffset < extent.BaseOffset || extent.Length <= 0 || extent.Position < 0
                || (long)extent.Position + extent.Length > segment.Value.Length)
            {
                Contradiction(
                    partition, $"The extent of offsets {extent.BaseOffset} to {extent.LastOffset} lies in no segment that is known.");
            }

            _use.Count(extent);
            next = extent.LastOffset + 1;
            bytes += extent.Length;
        }

        CheckEnds(partition, log, next, bytes);
    }

    private void CheckEnds(TopicPartition partition, PartitionLog log, long end, long bytes)
    {
        if (log.LogStartOffset < 0 || log.LogStartOffset > log.HighWatermark)
        {
            Contradiction(partition, $"The log starts at {log.LogStartOffset} and ends at {log.HighWatermark}.");
        }

        // A deleted topic's partitions are taken apart from the front: its last extent is the last to go.
        if (end >= 0 ? end != log.HighWatermark : log.LogStartOffset != log.HighWatermark && state.Topics.TryGetPartition(partition, out _))
        {
            Contradiction(partition, $"The log ends at {log.HighWatermark}, and its extents at {(end < 0 ? "none" : end)}.");
        }

        if (bytes != log.SizeBytes)
        {
            Contradiction(partition, $"Its extents have {bytes} bytes, and it counts {log.SizeBytes}.");
        }
    }

    private void CheckProducers(TopicPartition partition, PartitionLog log)
    {
        foreach (var (id, producer) in log.Producers)
        {
            tally.Producers++;
            if (FindFault(id, producer, log) is { } fault)
            {
                findings.Add(new Finding(FindingKinds.ProducerContradicts, _nameOf(partition), $"Producer {id}: {fault}."));
            }
        }
    }

    private static string? FindFault(long id, ProducerState producer, PartitionLog log) =>
        producer.Window.Count == 0
            ? "nothing is remembered of it"
            : FindFault(producer.Window, log.HighWatermark) ?? (id != producer.ProducerId ? "it is kept under another id" : null);

    private static string? FindFault(BatchWindow window, long highWatermark)
    {
        for (var i = 0; i < window.Count; i++)
        {
            var batch = window[i];
            var records = ((batch.LastSequence - batch.BaseSequence) & int.MaxValue) + 1L;
            if (batch.BaseOffset < 0 || batch.BaseOffset + records > highWatermark)
            {
                return $"the batch remembered at offset {batch.BaseOffset} ends after the log, at {highWatermark}";
            }

            if (i == 0)
            {
                continue;
            }

            var before = window[i - 1];
            if (batch.BaseOffset <= before.BaseOffset || batch.BaseSequence != ((before.LastSequence + 1L) & int.MaxValue))
            {
                return $"the batch remembered at offset {batch.BaseOffset} does not follow the one at {before.BaseOffset}";
            }
        }

        return null;
    }

    private void CheckGroup(GroupState group)
    {
        tally.Groups++;
        foreach (var (partition, committed) in group.Offsets)
        {
            tally.GroupOffsets++;
            if (state.Topics.TryGetPartition(partition, out var log) && committed.Offset > log.HighWatermark)
            {
                findings.Add(new Finding(
                    FindingKinds.OffsetBeyondEnd,
                    group.GroupId,
                    $"It committed {committed.Offset} of {_nameOf(partition)}, which ends at {log.HighWatermark}."));
            }
        }
    }

    private void Contradiction(TopicPartition partition, string detail) =>
        findings.Add(new Finding(FindingKinds.MetadataContradicts, _nameOf(partition), detail));
}

/// <summary>Partitions as people name them: "orders-3", or by the topic's id where the topic is deleted.</summary>
internal static class PartitionNames
{
    public static Func<TopicPartition, string> From(ImmutableSortedDictionary<Uuid, TopicState> topics) =>
        partition => topics.TryGetValue(partition.TopicId, out var topic) ? $"{topic.Name}-{partition.Partition}" : partition.ToString();
}
