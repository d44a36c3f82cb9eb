using Garam.Client.Cluster;
using Garam.Client.Producing;
using Garam.Demo.Records;
using Garam.Protocol.Records;

namespace Garam.Demo.Checking;

/// <summary>
/// Compares what the cluster acknowledged with what the group read, for all partitions. Its memory does not grow with the number of
/// records. Any thread.
/// </summary>
/// <param name="producer">The number of this run, which is in the stamp of every record.</param>
internal sealed class StreamCheck(long producer)
{
    private readonly PartitionCheck[] _partitions = [.. DemoTopics.Partitions.Select(static _ => new PartitionCheck())];
    private long _damaged;

    public void Acknowledged(in BatchOutcome outcome) => _partitions[DemoTopics.IndexOf(outcome.Partition)].Acknowledged(outcome.Tags);

    /// <summary>A member of the group has read the record.</summary>
    public void Read(TopicPartition partition, in Record record)
    {
        if (FindSequence(partition, record) is { } sequence)
        {
            _partitions[DemoTopics.IndexOf(partition)].Read(record.Offset, sequence);
        }
    }

    /// <summary>The second reading of the log has met the record. The group reads nothing meanwhile.</summary>
    public void ReadAgain(TopicPartition partition, in Record record)
    {
        if (FindSequence(partition, record) is { } sequence)
        {
            _partitions[DemoTopics.IndexOf(partition)].ReadAgain(record.Offset, sequence);
        }
    }

    /// <summary>The second reading has come to the end of the partition.</summary>
    /// <param name="partition">One of the demo's.</param>
    /// <param name="start">Where the partition began when the reading did.</param>
    public void EndAgain(TopicPartition partition, long start) => _partitions[DemoTopics.IndexOf(partition)].EndAgain(start);

    public CheckCounts Count() => _partitions.Aggregate(
        new CheckCounts { IsComplete = true, Damaged = Interlocked.Read(ref _damaged) },
        static (sum, partition) => sum + partition.Count());

    /// <summary>Returns null for a record that is damaged, and counts it.</summary>
    private long? FindSequence(TopicPartition partition, in Record record)
    {
        if (RecordStamp.TryRead(partition, record, out var stamp) && stamp.Producer == producer)
        {
            return stamp.Sequence;
        }

        Interlocked.Increment(ref _damaged);
        return null;
    }
}
