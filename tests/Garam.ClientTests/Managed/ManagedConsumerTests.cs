using System.Text;
using Garam.Client.Admin;
using Garam.Client.Cluster;
using Garam.Client.Fetching;
using Garam.Client.Groups;
using Garam.Client.Producing;
using Garam.ClientTests.Support;
using Garam.Protocol;
using Garam.Protocol.Records;

namespace Garam.ClientTests.Managed;

/// <summary>The consumers of Garam's own client against Garam and against Apache Kafka, which have to give it the same.</summary>
[Collection(Lanes.Short)]
public sealed class ManagedConsumerTests
{
    private const int Partitions = 3;
    private const int RecordsEach = 4000;
    private const string Topic = "numbers";

    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Servers => new() { "garam", "kafka" };

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Consumers_read_seek_rest_and_share(string server)
    {
        await using var cluster = await StartAsync(server);
        await RawConnection.CreateTopicsAsync(cluster.Bootstrap, (Topic, Partitions));
        await ProduceAsync(cluster.Bootstrap);

        await ReadAllAsync(cluster.Bootstrap);
        await SeekAsync(cluster.Bootstrap);
        await ListOffsetsAsync(cluster.Bootstrap);
        await ShareAsync(cluster.Bootstrap);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static TopicPartition Partition(int number) => new(Topic, number);

    private static async Task<ITestCluster> StartAsync(string server)
    {
        if (server == "garam")
        {
            return await GaramCluster.StartAsync();
        }

        Assets.RequireKafka();
        return await KafkaProcess.StartAsync();
    }

    private static async Task ProduceAsync(string bootstrap)
    {
        await using var client = ManagedMember.Connect(bootstrap);
        await using var producer = new Producer(client, new ProducerOptions());
        using var stopping = new CancellationTokenSource();
        var running = producer.RunAsync(stopping.Token);
        List<Task<Delivery>> deliveries = [];
        for (var number = 0; number < RecordsEach; number++)
        {
            for (var partition = 0; partition < Partitions; partition++)
            {
                var value = Encoding.ASCII.GetBytes($"{partition}:{number}");
                deliveries.Add(producer.ProduceAsync(
                    new ProducerRecord(Partition(partition), null, value, Noon.AddSeconds(number).ToUnixTimeMilliseconds())
                    {
                        Headers = new[] { new RecordHeader("number", value) },
                    },
                    Cancellation));
            }
        }

        await Task.WhenAll(deliveries);
        await stopping.CancelAsync();
        try
        {
            await running;
        }
        catch (OperationCanceledException)
        {
            // Asked for.
        }
    }

    /// <summary>Small answers, so that sessions have many requests to get right.</summary>
    private static async Task ReadAllAsync(string bootstrap)
    {
        await using var client = ManagedMember.Connect(bootstrap);
        using var consumer = new PartitionConsumer(
            client, new ConsumerOptions { PartitionBytesMax = 16 * 1024, FetchWaitMax = TimeSpan.FromMilliseconds(100) });
        var next = new long[Partitions];
        for (var number = 0; number < Partitions; number++)
        {
            consumer.Assign(Partition(number), StartPosition.Start);
        }

        await foreach (var fetched in consumer.StreamAsync(Cancellation))
        {
            foreach (ref readonly var record in fetched.Records())
            {
                var expected = $"{fetched.Partition.Partition}:{next[fetched.Partition.Partition]++}";
                Assert.Equal(expected, Encoding.ASCII.GetString(record.Value));
                var headers = record.Headers;
                Assert.True(headers.MoveNext());
                Assert.Equal(expected, Encoding.ASCII.GetString(headers.Value));
            }

            if (next.All(static count => count == RecordsEach))
            {
                break;
            }
        }

        Assert.All(Enumerable.Range(0, Partitions), number => Assert.Equal(
            (RecordsEach, 0L), (consumer.HighWatermarkOf(Partition(number)), consumer.LagOf(Partition(number)))));
    }

    private static async Task SeekAsync(string bootstrap)
    {
        await using var client = ManagedMember.Connect(bootstrap);
        using var consumer = new PartitionConsumer(client, new ConsumerOptions { FetchWaitMax = TimeSpan.FromMilliseconds(100) });
        consumer.Assign(Partition(0), StartPosition.Offset(100));
        consumer.Assign(Partition(1), StartPosition.End);
        Assert.Equal(100, await FirstOfAsync(consumer, Partition(0)));

        consumer.Seek(Partition(0), StartPosition.BeforeEnd(10));
        Assert.Equal(RecordsEach - 10, await FirstOfAsync(consumer, Partition(0)));
        consumer.Seek(Partition(0), StartPosition.AtTime(Noon.AddSeconds(1234)));
        Assert.Equal(1234, await FirstOfAsync(consumer, Partition(0)));
        Assert.Equal(RecordsEach, consumer.PositionOf(Partition(1)));

        consumer.Pause(Partition(0));
        consumer.Seek(Partition(0), StartPosition.Start);
        consumer.Seek(Partition(1), StartPosition.Offset(3));
        Assert.Equal(3, await FirstOfAsync(consumer, Partition(1)));
        consumer.Pause(Partition(1));
        Assert.Empty(await consumer.PollAsync(Cancellation));
        consumer.Resume(Partition(0));
        Assert.Equal(0, await FirstOfAsync(consumer, Partition(0)));
    }

    /// <summary>The first record that comes; nothing comes from other partitions.</summary>
    private static async Task<long> FirstOfAsync(PartitionConsumer consumer, TopicPartition partition)
    {
        while (true)
        {
            foreach (var fetched in await consumer.PollAsync(Cancellation))
            {
                Assert.Equal(partition, fetched.Partition);
                return fetched.ReadRecords()[0].Offset;
            }
        }
    }

    private static async Task ListOffsetsAsync(string bootstrap)
    {
        await using var client = ManagedMember.Connect(bootstrap);
        var offsets = new OffsetClient(client);
        var listed = await offsets.ListAsync(
            new Dictionary<TopicPartition, OffsetSpec>
            {
                [Partition(0)] = OffsetSpec.Earliest,
                [Partition(1)] = OffsetSpec.Latest,
                [Partition(2)] = OffsetSpec.At(Noon.AddSeconds(77)),
            },
            Cancellation);
        Assert.Equal((0, RecordsEach, 77), (listed[Partition(0)].Offset, listed[Partition(1)].Offset, listed[Partition(2)].Offset));
        var last = await offsets.ListAsync([Partition(0)], OffsetSpec.MaxTimestamp, Cancellation);
        Assert.Equal(
            (RecordsEach - 1, Noon.AddSeconds(RecordsEach - 1).ToUnixTimeMilliseconds()),
            (last[Partition(0)].Offset, last[Partition(0)].TimestampMs));
        var later = await offsets.ListAsync([Partition(0)], OffsetSpec.At(Noon.AddDays(1)), Cancellation);
        Assert.Equal(-1, later[Partition(0)].Offset);
        var local = await offsets.ListAsync([Partition(0)], OffsetSpec.EarliestLocal, Cancellation);
        Assert.Equal(0, local[Partition(0)].Offset);
    }

    private static async Task ShareAsync(string bootstrap)
    {
        await using var client = ManagedMember.Connect(bootstrap);
        await using var other = ManagedMember.Connect(bootstrap);
        var admin = new GroupAdminClient(client);
        await using var a = Member(client);
        await using var b = Member(other);
        while (a.Assignment.Count + b.Assignment.Count < Partitions || a.Assignment.Count == 0 || b.Assignment.Count == 0)
        {
            await a.PollAsync(Cancellation);
            await b.PollAsync(Cancellation);
        }

        var described = Assert.Single(await admin.DescribeAsync(["sharers"], Cancellation));
        Assert.Equal(("Stable", "cooperative-sticky", 2), (described.State, described.Protocol, described.Members.Count));
        Assert.Equal(Partitions, described.Members.SelectMany(static member => member.Assignment).Distinct().Count());
        Assert.Contains(await admin.ListAsync(Cancellation), static group => group.GroupId == "sharers");
        await a.CloseAsync(Cancellation);
        await b.CloseAsync(Cancellation);

        var committed = await admin.FetchOffsetsAsync("sharers", null, Cancellation);
        Assert.Equal(Partitions, committed.Count);
        var altered = await admin.AlterOffsetsAsync(
            "sharers", new Dictionary<TopicPartition, CommittedOffset> { [Partition(0)] = new(42) }, Cancellation);
        Assert.Equal(ErrorCode.None, altered[Partition(0)]);
        Assert.Equal(42, (await admin.FetchOffsetsAsync("sharers", [Partition(0)], Cancellation))[Partition(0)].Offset);
        var deleted = await admin.DeleteOffsetsAsync("sharers", [Partition(0)], Cancellation);
        Assert.Equal(ErrorCode.None, deleted[Partition(0)]);
        Assert.Empty(await admin.FetchOffsetsAsync("sharers", [Partition(0)], Cancellation));
        await admin.DeleteAsync("sharers", Cancellation);
        Assert.True(Assert.Single(await admin.DescribeAsync(["sharers"], Cancellation)).IsUnknown);
    }

    private static GroupConsumer Member(ClusterClient client) =>
        new(client, new ConsumerOptions { FetchWaitMax = TimeSpan.FromMilliseconds(100) }, new GroupOptions
        {
            GroupId = "sharers",
            Topics = [Topic],
            Assignors = [PartitionAssignor.CooperativeSticky],
            AutoCommitInterval = TimeSpan.FromSeconds(1),
            HeartbeatInterval = TimeSpan.FromMilliseconds(200),
        });
}
