using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Readable;
using Garam.Metadata.Snapshots;
using Garam.Metadata.State;
using Garam.Protocol;
using static Garam.UnitTests.Metadata.TestCluster;

namespace Garam.UnitTests.Metadata.Snapshots;

public sealed class SnapshotTests
{
    [Theory]
    [InlineData(1, 0, false)]
    [InlineData(2, 0, false)]
    [InlineData(3, 1, false)]
    [InlineData(4, 1, false)]
    [InlineData(5, 3, false)]
    [InlineData(6, 3, false)]
    [InlineData(1, 0, true)]
    [InlineData(2, 0, true)]
    public void Replicas_agree_whether_they_applied_everything_or_began_from_a_snapshot(int seed, short featureLevel, bool ofGroups)
    {
        Func<ClusterState, Command> next = ofGroups ? new RandomGroupHistory(seed).Next : new RandomHistory(seed, featureLevel).Next;
        ClusterState first = new(), second = new();
        ClusterState? loaded = null;
        ApplyEffects effects = new();
        var invariants = new InvariantChecker();
        for (var sequence = 1; sequence <= 3000; sequence++)
        {
            var command = next(first);
            var (firstResult, secondResult) = (first.Apply(command, sequence, effects), second.Apply(command, sequence, effects));
            Assert.Equal(EntryDigest.Of(sequence, 1, [command], [firstResult]), EntryDigest.Of(sequence, 1, [command], [secondResult]));
            loaded?.Apply(command, sequence, effects);
            effects.Clear();
            invariants.Check(first);
            if (sequence % 500 == 250)
            {
                loaded = Load(Snapshot(second));
                Assert.Equal(Snapshot(first), Snapshot(loaded));
            }
        }

        Assert.Equal(Snapshot(first), Snapshot(second));
        Assert.Equal(Snapshot(first), Snapshot(loaded!));
    }

    [Fact]
    public void A_cut_does_not_see_what_is_applied_while_it_is_read()
    {
        var history = new RandomHistory(5);
        var state = new ClusterState();
        var effects = new ApplyEffects();
        var sequence = 0;
        ApplyMore(2000);
        var expected = Snapshot(state).SelectMany(chunk => chunk).ToArray();

        using var cut = SnapshotCut.Of(state);
        ApplyMore(1000);
        var read = new List<byte>();
        foreach (var chunk in cut.ReadChunks())
        {
            read.AddRange(chunk.Span);
            ApplyMore(100);
        }

        Assert.True(expected.AsSpan().SequenceEqual(read.ToArray()));
        Assert.False(expected.AsSpan().SequenceEqual(Snapshot(state).SelectMany(chunk => chunk).ToArray()));

        void ApplyMore(int count)
        {
            for (var i = 0; i < count; i++)
            {
                state.Apply(history.Next(state), ++sequence, effects);
                effects.Clear();
            }
        }
    }

    [Fact]
    public void A_large_state_is_cut_into_chunks_of_bounded_size()
    {
        var cluster = new TestCluster();
        cluster.CreateTopic(partitions: 20_000);

        var chunks = Snapshot(cluster.State);

        Assert.True(chunks.Length > 2);
        Assert.All(chunks, chunk => Assert.InRange(chunk.Length, 1, 300 * 1024));
    }

    [Fact]
    public void Ten_thousand_partitions_take_little_room()
    {
        var cluster = new TestCluster();
        cluster.CreateTopic(partitions: 10_000);

        var chunks = Snapshot(cluster.State);
        var loaded = Load(chunks);

        Assert.Equal(10_000, loaded.Topics.PartitionCount);
        Assert.InRange(chunks.Sum(chunk => chunk.Length), 1, 10_000 * 64);
        Assert.Equal(chunks, Snapshot(loaded));
    }

    [Fact]
    public void A_snapshot_without_its_end_is_refused()
    {
        var chunks = Snapshot(new TestCluster().State);
        chunks[^1] = chunks[^1][..^10];

        Assert.Throws<MalformedRequestException>(() => Load(chunks));
        Assert.Throws<MalformedRequestException>(() => Load([]));
    }

    [Fact]
    public void A_snapshot_of_a_newer_program_is_refused_by_name()
    {
        var newerFormat = Snapshot(new TestCluster().State);
        newerFormat[0][9] = 9;
        Assert.Contains("format 9", Assert.Throws<MalformedRequestException>(() => Load(newerFormat)).Message, StringComparison.Ordinal);

        var newerRow = Snapshot(new TestCluster().State);
        newerRow[0][3] = 7;
        Assert.Contains("version 7", Assert.Throws<MalformedRequestException>(() => Load(newerRow)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_that_need_nothing_new_are_written_as_the_first_program_reads_them()
    {
        var cluster = new TestCluster();
        var partition = cluster.CreateTopic();
        cluster.Commit(Idempotent(partition, 0));
        Assert.All(Rows(cluster.State), row => Assert.Equal(0, row.Version));

        cluster.RaiseFeatureLevel();
        cluster.Commit(Idempotent(partition, 0, producerId: 5));
        var newer = Rows(cluster.State).Where(row => row.Version == 1).Select(row => row.Type);
        Assert.Equal([SnapshotRecordType.LiveSegment, SnapshotRecordType.Producers], newer.Distinct());
        Assert.Equal(2, Rows(cluster.State).Count(row => row.Type == SnapshotRecordType.LiveSegment));
    }

    [Fact]
    public void No_truncated_snapshot_loads()
    {
        var whole = Snapshot(new TestCluster().State)[0];
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Throws<MalformedRequestException>(() => Load([whole[..length]]));
        }
    }

    private static IEnumerable<ReadableRow> Rows(ClusterState state) => Snapshot(state).SelectMany(chunk =>
    {
        var (rows, fault) = ReadableRow.ReadAll(chunk);
        Assert.Null(fault);
        return rows;
    });
}
