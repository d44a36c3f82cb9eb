using Garam.Metadata;
using Garam.Metadata.Logs;
using Garam.Metadata.Partitions;
using Garam.Metadata.Producers;

namespace Garam.Verification.Segments;

/// <summary>
/// The batches that the metadata remembers of idempotent producers, by where they should lie. Five a producer and partition at most.
/// </summary>
internal sealed class RememberedBatches
{
    private readonly Dictionary<TopicPartition, Entry[]> _entries = [];
    private readonly ExtentCut _cut;

    public RememberedBatches(ExtentCut cut)
    {
        _cut = cut;
        foreach (var (partition, log) in cut.Partitions)
        {
            if (log.Producers.Count > 0)
            {
                _entries[partition] = [.. log.Producers.Values.SelectMany(Batches).OrderBy(entry => entry.Batch.BaseOffset)];
            }
        }
    }

    /// <summary>Those that an extent should hold, in the order of their offsets.</summary>
    public ReadOnlyMemory<Entry> In(TopicPartition partition, in Extent extent)
    {
        if (!_entries.TryGetValue(partition, out var entries))
        {
            return default;
        }

        var from = FirstAtOrAfter(entries, extent.BaseOffset);
        var end = FirstAtOrAfter(entries, extent.LastOffset + 1);
        return entries.AsMemory(from, end - from);
    }

    /// <summary>Null when nothing is remembered of this producer there.</summary>
    public ProducerState? Of(TopicPartition partition, long producerId) =>
        _cut.Partitions.TryGetValue(partition, out var log) ? log.Producers.GetValueOrDefault(producerId) : null;

    private static IEnumerable<Entry> Batches(ProducerState producer) =>
        Enumerable.Range(0, producer.Window.Count).Select(index => new Entry(producer.ProducerId, producer.Epoch, producer.Window[index]));

    private static int FirstAtOrAfter(Entry[] entries, long offset)
    {
        var (low, high) = (0, entries.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = entries[middle].Batch.BaseOffset < offset ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    internal readonly record struct Entry(long ProducerId, short Epoch, RememberedBatch Batch);
}
