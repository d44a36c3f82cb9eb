using System.Collections.Immutable;
using Garam.Metadata.Partitions;
using Garam.Metadata.Segments;

namespace Garam.Metadata.Logs;

/// <summary>
/// Where every record lay at one moment, by partition and by segment, for who checks a store against its metadata. Nothing is copied
/// but one number a segment: what is captured is immutable. Any thread reads.
/// </summary>
public sealed class ExtentCut
{
    private const int NoRank = -1;

    private readonly LiveSegment[][] _live;
    private readonly int[] _slots;
    private readonly int[] _ranks;

    internal ExtentCut(ImmutableSortedDictionary<TopicPartition, PartitionLog> partitions, LiveSegment[][] live)
    {
        (Partitions, _live) = (partitions, live);
        _slots = [.. Enumerable.Range(0, PagedTable<LiveSegment>.SlotCount(live)).Where(slot => Read(slot).Length > 0)];
        Array.Sort(_slots, (left, right) => Read(left).Id.CompareTo(Read(right).Id));
        _ranks = new int[PagedTable<LiveSegment>.SlotCount(live)];
        Array.Fill(_ranks, NoRank);
        for (var rank = 0; rank < _slots.Length; rank++)
        {
            _ranks[_slots[rank]] = rank;
        }
    }

    /// <summary>Deleted topics' too, as long as they hold extents.</summary>
    public ImmutableSortedDictionary<TopicPartition, PartitionLog> Partitions { get; }

    public int SegmentCount => _slots.Length;

    /// <summary>The live segments are numbered in the order of their keys.</summary>
    public LiveSegment Segment(int rank) => Read(_slots[rank]);

    /// <summary>In the order of their offsets. The segment is null where the metadata contradicts itself.</summary>
    public IEnumerable<(Extent Extent, LiveSegment? Segment)> ExtentsOf(PartitionLog partition)
    {
        for (var index = 0; index < partition.Extents.Count; index++)
        {
            var stored = partition.Extents[index];
            var rank = RankOf(stored.SegmentSlot);
            LiveSegment? segment = rank == NoRank ? null : Segment(rank);
            yield return (Resolve(stored, segment ?? default), segment);
        }
    }

    /// <summary>The extents in segments of these numbers, in the order of the segments and of their positions in them.</summary>
    /// <param name="from">The first number.</param>
    /// <param name="end">The number after the last one.</param>
    public PlacedExtent[] ExtentsIn(int from, int end)
    {
        var found = new PlacedExtent[CountOf(from, end)];
        var count = 0;
        foreach (var (partition, state) in Partitions)
        {
            for (var index = 0; index < state.Extents.Count; index++)
            {
                ref readonly var stored = ref state.Extents[index];
                if (RankOf(stored.SegmentSlot) is var rank && rank >= from && rank < end)
                {
                    found[count++] = new PlacedExtent(rank, partition, Resolve(stored, Segment(rank)));
                }
            }
        }

        Array.Sort(found, static (left, right) =>
        {
            var order = left.Rank.CompareTo(right.Rank);
            return order != 0 ? order : left.Extent.Position.CompareTo(right.Extent.Position);
        });
        return found;
    }

    /// <summary>What segments say of their own extents may be wrong, so these are counted.</summary>
    private int CountOf(int from, int end)
    {
        var count = 0;
        foreach (var state in Partitions.Values)
        {
            for (var index = 0; index < state.Extents.Count; index++)
            {
                count += RankOf(state.Extents[index].SegmentSlot) is var rank && rank >= from && rank < end ? 1 : 0;
            }
        }

        return count;
    }

    private static Extent Resolve(in StoredExtent stored, in LiveSegment segment) => new(
        stored.BaseOffset, stored.LastOffset, segment.Id, stored.Position, stored.Length, stored.MaxTimestampMs, segment.CommittedMs);

    private LiveSegment Read(int slot) => PagedTable<LiveSegment>.Read(_live, slot);

    private int RankOf(int slot) => slot >= 0 && slot < _ranks.Length ? _ranks[slot] : NoRank;
}

/// <param name="Rank">The number of the segment, see <see cref="ExtentCut.Segment"/>.</param>
/// <param name="Partition">Whose records they are.</param>
/// <param name="Extent">Where they lie.</param>
public readonly record struct PlacedExtent(int Rank, TopicPartition Partition, Extent Extent);
