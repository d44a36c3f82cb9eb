using Garam.Protocol;
using Garam.Protocol.Messages.Fetch;
using Garam.Protocol.Records;
using Garam.Protocol.Wire;

namespace Garam.UnitTests.Broker.Support;

internal static class Requests
{
    public static FetchRequest Fetch(params (Uuid Topic, int Partition, long Offset, int BytesMax)[] targets) => new()
    {
        MaxWaitMs = 0,
        MinBytes = 1,
        SessionEpoch = -1,
        Topics = [.. targets.Select(target => new FetchRequest.FetchTopic
        {
            TopicId = target.Topic,
            Partitions = [new() { Partition = target.Partition, FetchOffset = target.Offset, PartitionMaxBytes = target.BytesMax }],
        })],
    };

    /// <summary>Fetches partition 0, from its start.</summary>
    public static FetchRequest LongPoll(Uuid topic, TimeSpan wait)
    {
        var request = Fetch((topic, 0, 0, 1 << 20));
        request.MaxWaitMs = (int)wait.TotalMilliseconds;
        return request;
    }

    /// <summary>Base offset and record count of each batch; fails on anything that is not whole, sound batches.</summary>
    public static List<(long BaseOffset, int Records)> BatchesOf(RecordSlices records)
    {
        var found = new List<(long, int)>();
        for (var i = 0; i < records.SliceCount; i++)
        {
            var reader = new BatchSequenceReader(records[i].Span);
            while (reader.MoveNext())
            {
                var header = new RecordBatchHeader(reader.Current);
                Assert.Equal(header.Crc, RecordBatchHeader.ComputeCrc(reader.Current));
                found.Add((header.BaseOffset, header.RecordCount));
            }

            Assert.Equal(0, reader.RemainingBytes);
        }

        return found;
    }
}
