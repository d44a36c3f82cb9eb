using Garam.Protocol.Messages.Fetch;

namespace Garam.Client.Fetching;

/// <summary>Gathers the partitions of a fetch request by topic.</summary>
internal sealed class FetchTopics(int partitionBytesMax)
{
    private readonly List<FetchRequest.FetchTopic> _topics = [];
    private readonly List<FetchRequest.FetchPartition> _partitions = [];
    private PartitionState? _last;

    public void Add(PartitionState state)
    {
        if (_last is not null && (_last.TopicId != state.TopicId || _last.Partition.Topic != state.Partition.Topic))
        {
            EndTopic();
        }

        _last = state;
        _partitions.Add(new FetchRequest.FetchPartition
        {
            Partition = state.Partition.Partition,
            CurrentLeaderEpoch = state.LeaderEpoch,
            FetchOffset = state.Offset,
            PartitionMaxBytes = partitionBytesMax,
        });
    }

    public FetchRequest.FetchTopic[] ToArray()
    {
        EndTopic();
        return [.. _topics];
    }

    private void EndTopic()
    {
        if (_partitions.Count > 0)
        {
            _topics.Add(new FetchRequest.FetchTopic { Topic = _last!.Partition.Topic, TopicId = _last.TopicId, Partitions = [.. _partitions] });
            _partitions.Clear();
        }
    }
}
