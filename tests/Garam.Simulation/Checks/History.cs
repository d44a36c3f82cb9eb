using Garam.Client.Cluster;
using Garam.Client.Fetching;
using Garam.Client.Producing;
using Garam.Protocol;
using Garam.Simulation.Scheduling;

namespace Garam.Simulation.Checks;

/// <summary>Everything that clients were told in a run, checked as it comes in.</summary>
internal sealed class History(bool watermarksMayFall)
{
    private readonly Dictionary<LogPartition, LogHistory> _logs = [];
    private readonly Dictionary<(string Reader, LogPartition Log), long> _watermarks = [];

    /// <summary>Calls of clients that were answered.</summary>
    public int Operations { get; private set; }

    public GroupHistory Group { get; } = new();

    public void CountOperation() => Operations++;

    public void Acknowledge(Uuid topicId, Delivery delivery, RecordId record)
    {
        if (delivery.Offset >= 0)
        {
            Acknowledge(topicId, delivery.Partition, delivery.Offset, record);
        }
        else
        {
            Promise(topicId, delivery.Partition, record);
        }
    }

    public void Acknowledge(Uuid topicId, TopicPartition partition, long offset, RecordId record)
    {
        CountOperation();
        LogOf(topicId, partition).Acknowledge(offset, record);
    }

    /// <summary>Its producer was told that it is stored, but not where.</summary>
    public void Promise(Uuid topicId, TopicPartition partition, RecordId record)
    {
        CountOperation();
        LogOf(topicId, partition).Promise(record);
    }

    public void Read(string reader, FetchedPartition fetched)
    {
        CountOperation();
        var log = new LogPartition(fetched.TopicId, fetched.Partition.Partition);
        var before = _watermarks.GetValueOrDefault((reader, log));
        if (fetched.HighWatermark < before && !watermarksMayFall)
        {
            throw new SimulationException(
                $"{reader} saw the high watermark of {fetched.Partition} fall from {before} to {fetched.HighWatermark}.");
        }

        _watermarks[(reader, log)] = fetched.HighWatermark;
        LogOf(fetched.TopicId, fetched.Partition).Read(fetched);
    }

    public LogHistory LogOf(Uuid topicId, TopicPartition partition)
    {
        var key = new LogPartition(topicId, partition.Partition);
        if (!_logs.TryGetValue(key, out var log))
        {
            _logs[key] = log = new LogHistory(partition.ToString());
        }

        return log;
    }
}
