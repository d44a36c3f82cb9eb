using Garam.Journal.Entries;
using Garam.Journal.Snapshots;
using Garam.Metadata;
using Garam.Metadata.Configs;
using Garam.Metadata.Groups;
using Garam.Metadata.Readable;
using Garam.Metadata.Segments;
using Garam.Metadata.Snapshots;
using Garam.Metadata.State;
using Garam.Protocol;
using Garam.Storage.Memory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.UnitTests.Metadata.Snapshots;

/// <summary>Whatever is written to a snapshot can be read back, whatever clients have made of it.</summary>
public sealed class LargeRowTests
{
    private const int MiB = 1024 * 1024;

    /// <summary>Around the size of a chunk, around the row that a chunk just holds, around the reader's limit, and far above.</summary>
    public static TheoryData<int> Sizes()
    {
        var sizes = new TheoryData<int> { 0, 1, 100_000, 20 * MiB };
        foreach (var edge in new[] { SnapshotCut.ChunkSize, SnapshotCut.RowBytesMax, SnapshotCut.ChunkBytesMax, 9 * MiB })
        {
            for (var distance = -40; distance <= 40; distance += 20)
            {
                sizes.Add(edge + distance);
            }
        }

        var random = new Random(11);
        for (var i = 0; i < 5; i++)
        {
            sizes.Add(random.Next(12 * MiB));
        }

        return sizes;
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task A_row_of_any_size_is_written_and_read_back(int size)
    {
        var cluster = new TestCluster();
        cluster.Apply(Join("small", 100));
        cluster.Apply(Join("the-large-one", size));
        cluster.Apply(Join("zzz", 100));

        var loaded = await WriteAndReadAsync(cluster.State);

        Assert.True(loaded.Groups.TryGet("the-large-one", out var group));
        Assert.Equal(size, Assert.Single(group.Members.Values).MetadataOf("range").Length);
        Assert.Equal(TestCluster.Snapshot(cluster.State), TestCluster.Snapshot(loaded));
    }

    [Fact]
    public async Task Everything_that_clients_can_make_large_at_once_is_read_back()
    {
        var cluster = new TestCluster();
        var topic = cluster.CreateTopic();
        cluster.Apply(Join("group", 9 * MiB));
        cluster.Apply(new AlterConfigs
        {
            ResourceTypeValue = (sbyte)ConfigResourceType.Broker,
            Changes = [new ConfigChange { Name = "of.nobody", Value = new string('v', 10 * MiB) }],
        });
        for (var segment = 0; segment < 8; segment++)
        {
            cluster.Apply<CommitSegmentResult>(TinyBatches(cluster, topic, 100_000, segment + 1));
        }

        var loaded = await WriteAndReadAsync(cluster.State);

        Assert.Equal(TestCluster.Snapshot(cluster.State), TestCluster.Snapshot(loaded));
    }

    [Fact]
    public void Rows_that_a_chunk_holds_are_written_as_they_always_were()
    {
        var cluster = new TestCluster();
        cluster.Apply(Join("group", SnapshotCut.RowBytesMax - 1_000));

        Assert.DoesNotContain(SnapshotRecordType.RowPart, RowTypes(cluster.State));
    }

    [Fact]
    public void Pieces_can_be_inspected_like_other_rows()
    {
        var cluster = new TestCluster();
        cluster.Apply(Join("group", 9 * MiB));

        Assert.Equal(9 * 4 + 1, RowTypes(cluster.State).Count(static type => type == SnapshotRecordType.RowPart));
    }

    [Fact]
    public void A_row_with_a_missing_or_foreign_piece_is_refused()
    {
        var cluster = new TestCluster();
        cluster.Apply(Join("group", 9 * MiB));
        var chunks = TestCluster.Snapshot(cluster.State);
        Assert.True(chunks.Length > 20);

        for (var missing = 1; missing < chunks.Length; missing += 7)
        {
            Assert.Throws<MalformedRequestException>(() => TestCluster.Load([.. chunks[..missing], .. chunks[(missing + 1)..]]));
            Assert.Throws<MalformedRequestException>(() => TestCluster.Load([.. chunks[..missing], chunks[missing], .. chunks[missing..]]));
        }
    }

    [Fact]
    public void Every_kind_of_row_is_restored()
    {
        var rows = typeof(SnapshotRecord).Assembly.GetTypes().Where(static type => type.IsSubclassOf(typeof(SnapshotRecord))).ToList();
        Assert.Equal(Enum.GetValues<SnapshotRecordType>().Length, rows.Count);
        foreach (var row in rows.Select(static type => (SnapshotRecord)Activator.CreateInstance(type)!))
        {
            Assert.IsType(row.GetType(), SnapshotCatalog.New(row.Type));

            // An empty row may be refused, but there is a rule for it.
            Assert.True(
                Record.Exception(() => SnapshotCatalog.Restore(row, new SnapshotLoader())) is null or MalformedRequestException,
                $"{row.Type}");
        }
    }

    [Fact]
    public void Every_kind_of_row_and_every_command_has_a_form_for_people()
    {
        var types = typeof(SnapshotRecord).Assembly.GetTypes()
            .Where(static type => type.IsSubclassOf(typeof(SnapshotRecord)) || type.IsSubclassOf(typeof(Command)));

        Assert.All(types, static type => Assert.NotNull(NonceText.Readable.GetTypeInfo(type)));
    }

    private static CompleteJoin Join(string groupId, int metadataBytes) => new()
    {
        GroupId = groupId,
        Generation = 1,
        ProtocolType = "consumer",
        ProtocolName = "range",
        LeaderId = "m",
        Members =
            [new MemberState { MemberId = "m", Protocols = [new MemberProtocol { Name = "range", Metadata = new byte[metadataBytes] }] }],
    };

    /// <summary>A segment whose results its process does not confirm.</summary>
    private static CommitSegment TinyBatches(TestCluster cluster, TopicPartition topic, int count, int number)
    {
        var batches = new SegmentBatch[count];
        for (var i = 0; i < count; i++)
        {
            batches[i] = TestCluster.Batch(topic, records: 1, length: 68);
            batches[i].Position = i * 68;
        }

        return new CommitSegment
        {
            IncarnationValue = cluster.Incarnation.Value,
            CommitNumber = number,
            SegmentBirth = cluster.State.Sequence,
            SegmentNumber = number,
            SegmentLength = (count * 68) + 4096,
            Batches = batches,
        };
    }

    private static IEnumerable<SnapshotRecordType> RowTypes(ClusterState state)
    {
        foreach (var chunk in TestCluster.Snapshot(state))
        {
            var (rows, fault) = ReadableRow.ReadAll(chunk);
            Assert.Null(fault);
            foreach (var row in rows)
            {
                yield return row.Type;
            }
        }
    }

    private static async Task<ClusterState> WriteAndReadAsync(ClusterState state)
    {
        var store = new SnapshotStore(new MemoryObjectStore(), NullLogger<SnapshotStore>.Instance);
        var header = new SnapshotHeader(new EntryChain(state.Sequence, 7), 1, 0, []);
        await store.WriteAsync(
            header, TestCluster.Snapshot(state).Select(static chunk => new ReadOnlyMemory<byte>(chunk)),
            TestContext.Current.CancellationToken);
        var stored = await store.LoadNewestAsync(TestContext.Current.CancellationToken);
        return SnapshotLoader.Load(stored!.Chunks);
    }
}
