using System.Globalization;
using Garam.Benchmarks.Metadata;
using Garam.Journal.Entries;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Metadata.Topics;
using Garam.Storage.Memory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.Benchmarks.Model;

/// <summary>
/// `restart PARTITIONS SEGMENTS ENTRIES`: how long a new process reads the state from a model of S3 Standard. There is a snapshot with
/// partitions and the extents of segments of a hundred batches each, and entries after it, each of which commits one more segment.
/// </summary>
internal sealed class RestartMeasurement : IAsyncDisposable
{
    private const int Rounds = 3;

    private readonly MemoryObjectStore _objects = new();
    private readonly JournalStores _stores;
    private EntryChain _chain = EntryChain.Genesis;

    private RestartMeasurement() => _stores = JournalStores.In(_objects, TimeProvider.System, NullLoggerFactory.Instance);

    public static async Task<int> RunAsync(string[] args)
    {
        int[] numbers = [.. args.Select(static text =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1)];
        if (numbers is not [>= StateMeasurement.BatchesInSegment, >= 0, >= 0])
        {
            await Console.Error.WriteLineAsync(
                $"restart PARTITIONS SEGMENTS ENTRIES, with at least {StateMeasurement.BatchesInSegment} partitions");
            return 2;
        }

        await using var measurement = new RestartMeasurement();
        await measurement.WriteAsync(numbers[0], numbers[1], numbers[2]);
        for (var i = 0; i < Rounds; i++)
        {
            await measurement.MeasureAsync(i);
        }

        return 0;
    }

    public ValueTask DisposeAsync() => _objects.DisposeAsync();

    private async Task WriteAsync(int partitions, int segments, int entries)
    {
        await AppendAsync([new SetFeatureLevel { Level = FeatureLevels.Latest }], level: 1);
        await AppendAsync(
            [
                new RegisterProcess { Name = "a", Host = "h", Port = 1 },
                new CreateTopic { Name = "t", TopicId = StateMeasurement.Topic, Partitions = partitions },
            ],
            FeatureLevels.Latest);
        for (var segment = 0; segment < segments; segment++)
        {
            await AppendAsync([StateMeasurement.Commit(segment, partitions)], FeatureLevels.Latest);
        }

        var source = new ReplicaSource(_stores, NullLoggerFactory.Instance);
        var (header, cut) = (await source.RestoreAsync(CancellationToken.None)).Cut(floor: 0);
        using (cut)
        {
            var manifest = await _stores.Snapshots.WriteAsync(header, cut.ReadChunks(), CancellationToken.None);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"a snapshot of {manifest.Chunks.Count} chunks, {manifest.Chunks.Sum(static chunk => (long)chunk.Length) >> 20} MiB"));
        }

        for (var entry = 0; entry < entries; entry++)
        {
            await AppendAsync([StateMeasurement.Commit(segments + entry, partitions)], FeatureLevels.Latest);
        }
    }

    private async Task MeasureAsync(int seed)
    {
        // Not disposed, because it would dispose the objects.
        var model = new StoreModel(_objects, ModelClass.Standard, TimeProvider.System, seed);
        var stores = JournalStores.In(model, TimeProvider.System, NullLoggerFactory.Instance);
        var started = TimeProvider.System.GetTimestamp();
        var replica = await new ReplicaSource(stores, NullLoggerFactory.Instance).RestoreAsync(CancellationToken.None);
        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        var (writes, reads) = model.Requests;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"restored entry {replica.AppliedSequence}, {replica.AppliedSequence - replica.RestoredSequence} of them after the snapshot, "
                + $"in {seconds:F1} s by {writes} LIST and {reads} GET"));
    }

    private async Task AppendAsync(Command[] commands, short level)
    {
        var sequence = _chain.Sequence + 1;
        var header = new JournalEntryHeader(sequence, 1, (ulong)sequence, _chain.Nonce, StateMeasurement.StartMs, 0, 0);
        _chain = _chain.After(header);
        ReadOnlyMemory<byte>[] frames = [.. commands.Select(command => StateMeasurement.Encode(command, level))];
        var entry = JournalEntryCodec.Encode(header, frames);
        await _stores.Entries.AppendAsync(sequence, entry, CancellationToken.None);
    }
}
