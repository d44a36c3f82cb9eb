using System.Buffers;
using System.Globalization;
using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Metadata.Segments;
using Garam.Metadata.State;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Benchmarks.Metadata;

/// <summary>
/// `state PARTITIONS SEGMENTS`: commits segments that each hold a batch of an idempotent producer for 100 partitions, as a journal brings
/// them: encoded. Prints, for each version of the command, its bytes for a batch, the extents that one thread decodes and applies in a
/// second, and the memory that an extent takes.
/// </summary>
internal static class StateMeasurement
{
    internal const int BatchesInSegment = 100;
    private const int BatchBytes = 4_000;
    internal const long StartMs = 1_790_000_000_000;

    internal static readonly Uuid Topic = new(1, 2);

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [var partitionsText, var segmentsText]
            || !int.TryParse(partitionsText, NumberStyles.None, CultureInfo.InvariantCulture, out var partitions)
            || !int.TryParse(segmentsText, NumberStyles.None, CultureInfo.InvariantCulture, out var segments)
            || partitions < BatchesInSegment)
        {
            await Console.Error.WriteLineAsync($"state PARTITIONS SEGMENTS, with at least {BatchesInSegment} partitions");
            return 2;
        }

        foreach (var level in new[] { FeatureLevels.One, FeatureLevels.Two })
        {
            Measure(partitions, segments, level);
        }

        return 0;
    }

    private static void Measure(int partitions, int segments, short level)
    {
        var state = new ClusterState();
        Apply(state, new SetFeatureLevel { Level = level }, 0);
        Apply(state, new RegisterProcess { Name = "a", Host = "h", Port = 1 }, level);
        Apply(state, new CreateTopic { Name = "t", TopicId = Topic, Partitions = partitions }, level);
        var journal = Enumerable.Range(0, segments).Select(segment => Encode(Commit(segment, partitions), level)).ToArray();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var started = TimeProvider.System.GetTimestamp();
        foreach (var bytes in journal)
        {
            var reader = new WireReader(bytes);
            Apply(state, CommandCatalog.Read(ref reader));
        }

        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        double extents = (long)segments * BatchesInSegment;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"CommitSegment {CommandCatalog.VersionAt(CommandType.CommitSegment, level)}: "
                + $"{journal.Sum(bytes => (long)bytes.Length) / extents:F1} bytes a batch, {extents / seconds:N0} extents/s applied, "
                + $"{memory / extents:F0} bytes of memory an extent"));
        GC.KeepAlive(state);
    }

    /// <summary>The next hundred partitions, each with a producer of its own that goes on where it stopped.</summary>
    internal static CommitSegment Commit(int segment, int partitions) => new()
    {
        IncarnationValue = 1,
        CommitNumber = segment + 1,
        ConfirmedCommitNumber = segment,
        SegmentNumber = segment + 1,
        SegmentLength = (BatchesInSegment * BatchBytes) + 4096,
        Batches = [.. Enumerable.Range(0, BatchesInSegment).Select(i => Batch(segment, i, partitions))],
    };

    private static SegmentBatch Batch(int segment, int number, int partitions)
    {
        var total = ((long)segment * BatchesInSegment) + number;
        var partition = (int)(total % partitions);
        return new SegmentBatch
        {
            TopicId = Topic,
            Partition = partition,
            Position = number * BatchBytes,
            Length = BatchBytes,
            RecordCount = 20,
            BaseTimestampMs = StartMs + (segment * 100L) + (number % 90),
            MaxTimestampMs = StartMs + (segment * 100L) + 95,
            ProducerId = 5_000 + partition,
            ProducerEpoch = 0,
            BaseSequence = (int)(total / partitions) * 20,
        };
    }

    internal static byte[] Encode(Command command, short level)
    {
        command.TimestampMs = StartMs;
        var buffer = new ArrayBufferWriter<byte>();
        CommandCatalog.Write(command, CommandCatalog.VersionAt(command.Type, level)!.Value, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Apply(ClusterState state, Command command, short level)
    {
        command.TimestampMs = StartMs;
        command.Version = CommandCatalog.VersionAt(command.Type, level)!.Value;
        Apply(state, command);
    }

    private static void Apply(ClusterState state, Command command)
    {
        var result = state.Apply(command, state.Sequence + 1, new ApplyEffects());
        if (result.Error != ErrorCode.None)
        {
            throw new InvalidOperationException($"{command.Type} was refused: {result.Error}.");
        }
    }
}
