using Garam.Client.Connections;
using Garam.Protocol;
using Garam.Protocol.Messages.Fetch;
using Garam.Protocol.Records;

namespace Garam.Client.Fetching;

/// <summary>The outcome of one fetch: partitions, or a fault. It owns one reference to the frame that holds the batches.</summary>
internal sealed class FetchAnswer
{
    /// <summary>Null if the broker was not reached or did not answer.</summary>
    public FetchResponse? Response { get; private init; }

    public ResponseFrame? Frame { get; private init; }

    public IReadOnlyList<AnsweredPartition> Partitions { get; private init; } = [];

    public Exception? Fault { get; private init; }

    public static FetchAnswer From(FetchResponse response, ResponseFrame frame)
    {
        var partitions = new List<AnsweredPartition>();
        foreach (var topic in response.ErrorCode == ErrorCode.None ? response.Responses : [])
        {
            foreach (var partition in topic.Partitions)
            {
                partitions.Add(AnsweredPartition.From(topic, partition));
            }
        }

        return new FetchAnswer { Response = response, Frame = frame, Partitions = partitions };
    }

    public static FetchAnswer Failed(Exception fault) => new() { Fault = fault };
}

/// <summary>One partition of an answer, with its whole batches found and their checksums verified.</summary>
internal sealed class AnsweredPartition
{
    private AnsweredPartition(string topic, Uuid topicId, FetchResponse.PartitionData answer)
    {
        (Topic, TopicId, Answer) = (topic, topicId, answer);
    }

    /// <summary>Empty if the answer names topics by id.</summary>
    public string Topic { get; }

    public Uuid TopicId { get; }

    public FetchResponse.PartitionData Answer { get; }

    public ReadOnlyMemory<byte> Batches { get; private init; }

    /// <summary>The offset after the last batch; -1 if there is none.</summary>
    public long NextOffset { get; private init; } = -1;

    /// <summary>The base offset of a batch with a wrong checksum, or -1. That batch and those after it are left out.</summary>
    public long CorruptOffset { get; private init; } = -1;

    public static AnsweredPartition From(FetchResponse.FetchableTopicResponse topic, FetchResponse.PartitionData answer)
    {
        var records = answer.Records.IsNull ? ReadOnlyMemory<byte>.Empty : answer.Records[0];
        var reader = new BatchSequenceReader(records.Span);
        long next = -1;
        long corrupt = -1;
        var length = 0;
        while (corrupt < 0 && reader.MoveNext())
        {
            var header = new RecordBatchHeader(reader.Current);
            if (RecordBatchHeader.ComputeCrc(reader.Current) == header.Crc)
            {
                next = header.LastOffset + 1;
                length += reader.Current.Length;
            }
            else
            {
                corrupt = header.BaseOffset;
            }
        }

        return new AnsweredPartition(
            topic.Topic, topic.TopicId, answer)
        { Batches = records[..length], NextOffset = next, CorruptOffset = corrupt };
    }
}
