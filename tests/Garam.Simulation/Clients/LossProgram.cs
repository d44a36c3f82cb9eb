using Garam.Client.Cluster;
using Garam.Client.Connections;
using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Protocol.Messages.Fetch;
using Garam.Protocol.Records;
using Garam.Simulation.Checks;

namespace Garam.Simulation.Clients;

/// <summary>
/// Asks for all partitions in every fetch, also for those that cannot be read on, without a pause: each partition is read up to where it
/// can be, none waits for another one for ever, and what is lost is told.
/// </summary>
internal sealed class LossProgram(ClientMachine machine, SegmentLoss loss)
{
    /// <summary>
    /// Fetches in which a partition that has more gets nothing. The first in a request is served first, and they take turns.
    /// </summary>
    private const int PatienceMax = 100;

    private readonly SortedDictionary<TopicPartition, Reading> _readings = [];

    public async Task RunAsync()
    {
        machine.Process.Tell($"{loss.Segment} is lost");
        foreach (var (partition, log) in loss.Logs)
        {
            _readings.Add(partition, new Reading(log));
        }

        var connection = await ConnectAsync();
        for (var turn = 0; _readings.Values.Any(static reading => !reading.IsDone); turn++)
        {
            var response = await connection.CallAsync<FetchRequest, FetchResponse>(Request(turn), CancellationToken.None, versionMax: 12);
            foreach (var topic in response.Responses)
            {
                foreach (var partition in topic.Partitions)
                {
                    Take(new TopicPartition(topic.Topic, partition.PartitionIndex), partition);
                }
            }
        }

        await connection.DisposeAsync();
    }

    private void Take(TopicPartition partition, FetchResponse.PartitionData answer)
    {
        var reading = _readings[partition];
        var isAtLoss = reading.Offset == reading.Log.End && reading.Log.IsCut;
        if (answer.ErrorCode != ErrorCode.None && !(isAtLoss && answer.ErrorCode == ErrorCode.KafkaStorageError))
        {
            machine.Process.Fail($"{partition} answers {answer.ErrorCode} at offset {reading.Offset}, readable up to {reading.Log.End}.");
        }

        reading.IsTold |= answer.ErrorCode != ErrorCode.None;
        var before = reading.Offset;
        for (var i = 0; i < answer.Records.SliceCount; i++)
        {
            var batches = new BatchSequenceReader(answer.Records[i].Span);
            while (batches.MoveNext())
            {
                reading.Offset = Math.Max(reading.Offset, new RecordBatchHeader(batches.Current).LastOffset + 1);
            }
        }

        reading.Waited = reading.Offset > before || reading.Offset == reading.Log.End ? 0 : reading.Waited + 1;
        if (reading.Waited > PatienceMax || reading.Offset > reading.Log.End)
        {
            machine.Process.Fail(
                $"{partition} is at offset {reading.Offset} of {reading.Log.End} after {reading.Waited} fetches without a record.");
        }
    }

    private FetchRequest Request(int turn)
    {
        var partitions = _readings.Keys.ToList();
        return new FetchRequest
        {
            MinBytes = 1,
            MaxBytes = 64 << 10,
            Topics =
            [
                .. Enumerable.Range(turn % partitions.Count, partitions.Count).Select(i => partitions[i % partitions.Count]).Select(
                    partition => new FetchRequest.FetchTopic
                {
                    Topic = partition.Topic,
                    Partitions =
                    [
                        new() { Partition = partition.Partition, FetchOffset = _readings[partition].Offset, PartitionMaxBytes = 16 << 10 },
                    ],
                }),
            ],
        };
    }

    /// <summary>The node may not listen yet.</summary>
    private async Task<KafkaConnection> ConnectAsync()
    {
        while (true)
        {
            try
            {
                return await machine.ConnectAsync();
            }
            catch (KafkaException fault) when (fault.IsUnanswered)
            {
                await machine.ThinkAsync(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    private sealed class Reading(ReadableLog log)
    {
        public ReadableLog Log => log;

        public long Offset { get; set; } = log.Start;

        public int Waited { get; set; }

        public bool IsTold { get; set; }

        public bool IsDone => Offset == log.End && (IsTold || !log.IsCut);
    }
}
