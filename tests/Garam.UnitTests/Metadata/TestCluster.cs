using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Metadata.Partitions;
using Garam.Metadata.Segments;
using Garam.Metadata.Snapshots;
using Garam.Metadata.State;
using Garam.Metadata.Topics;
using Garam.Protocol;

namespace Garam.UnitTests.Metadata;

/// <summary>
/// A state machine with one registered process. Every command takes the next sequence number, and the invariants are checked after it.
/// </summary>
internal sealed class TestCluster
{
    private readonly InvariantChecker _invariants = new();
    private long _commits;

    public TestCluster()
    {
        Incarnation = Apply<RegisterProcessResult>(new RegisterProcess { Name = "a", Host = "localhost", Port = 9092 }).Incarnation;
    }

    public ClusterState State { get; } = new();

    public ApplyEffects Effects { get; } = new();

    public Incarnation Incarnation { get; }

    public long NowMs { get; set; } = 1_000;

    /// <summary>Commands are applied in the newest version that this level allows; raised by <see cref="RaiseFeatureLevel"/>.</summary>
    public short FeatureLevel => State.Facts.FeatureLevel;

    public long LastCommit => _commits;

    public static Uuid TopicId(int number) => new(7, (ulong)number);

    public TResult Apply<TResult>(Command command)
        where TResult : CommandResult
    {
        command.TimestampMs = NowMs;
        command.Version = CommandCatalog.VersionAt(command.Type, FeatureLevel) ?? throw new InvalidOperationException(
            $"{command.Type} needs a higher level.");
        Effects.Clear();
        var result = Assert.IsType<TResult>(State.Apply(command, State.Sequence + 1, Effects));
        _invariants.Check(State);
        return result;
    }

    public void RaiseFeatureLevel(short level = FeatureLevels.Latest) =>
        Assert.Equal(ErrorCode.None, Apply(new SetFeatureLevel { Level = level }).Error);

    public StatusResult Apply(Command command) => Apply<StatusResult>(command);

    public TopicPartition CreateTopic(string name = "logs", int partitions = 1, int id = 1)
    {
        Assert.Equal(ErrorCode.None, Apply(new CreateTopic { Name = name, TopicId = TopicId(id), Partitions = partitions }).Error);
        return new TopicPartition(TopicId(id), 0);
    }

    public CommitSegment Segment(params SegmentBatch[] batches) => new()
    {
        IncarnationValue = Incarnation.Value,
        CommitNumber = _commits + 1,
        SegmentBirth = State.Sequence,
        SegmentNumber = _commits + 1,
        SegmentLength = batches.Length == 0 ? 0 : batches.Max(batch => batch.Position + batch.Length) + 4096,
        Batches = batches,
    };

    /// <summary>Lays the batches one after the other and commits them as the next segment.</summary>
    public BatchResult[] Commit(params SegmentBatch[] batches)
    {
        var position = 0;
        for (var i = 0; i < batches.Length; i++)
        {
            batches[i].Position = position;
            position += batches[i].Length;
        }

        return Commit(Segment(batches)).Batches;
    }

    public CommitSegmentResult Commit(CommitSegment command)
    {
        var result = Apply<CommitSegmentResult>(command);
        if (result.Outcome == CommitOutcome.Applied)
        {
            _commits = Math.Max(_commits, command.CommitNumber);
        }

        return result;
    }

    public PartitionLog Partition(TopicPartition partition) =>
        State.Topics.TryGetPartition(partition, out var state) ? state : throw new InvalidOperationException(
            $"There is no partition {partition}.");

    public Extent[] Extents(TopicPartition partition, long fromOffset = 0)
    {
        var buffer = new Extent[1000];
        return buffer[..State.Extents.Find(partition, fromOffset, long.MaxValue, buffer)];
    }

    public static SegmentBatch Batch(TopicPartition partition, int records = 10, int length = 100, long timestampMs = 500) => new()
    {
        TopicId = partition.TopicId,
        Partition = partition.Partition,
        RecordCount = records,
        Length = length,
        BaseTimestampMs = timestampMs,
        MaxTimestampMs = timestampMs,
    };

    public static SegmentBatch Idempotent(
        TopicPartition partition, int baseSequence, int records = 10, short epoch = 0, long producerId = 4)
    {
        var batch = Batch(partition, records);
        batch.ProducerId = producerId;
        batch.ProducerEpoch = epoch;
        batch.BaseSequence = baseSequence;
        return batch;
    }

    public static byte[][] Snapshot(ClusterState state)
    {
        using var cut = SnapshotCut.Of(state);
        return [.. cut.ReadChunks().Select(static chunk => chunk.ToArray())];
    }

    public static ClusterState Load(byte[][] chunks) => SnapshotLoader.Load(chunks.Select(chunk => (ReadOnlyMemory<byte>)chunk));
}
