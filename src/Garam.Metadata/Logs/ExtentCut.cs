using System.Collections.Immutable;
using Garam.Metadata.Partitions;
using Garam.Metadata.Segments;

namespace Garam.Metadata.Logs;

/// <summary>
/// Where every record lay at one moment, by partition and by segment, for checks of a store against its metadata. Copies only one number
/// per segment, because the captured values are immutable. Any thread may read.
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
        Array.Sort(_slots, (left, right) => SegmentKeyRange.CompareKeys(Read(left).Id, Read(right).Id));
        _ranks = new int[PagedTable<LiveSegment>.SlotCount(live)];
        Array.Fill(_ranks, NoRank);
        for (var rank = 0; rank < _slots.Length; rank++)
        {
            _ranks[_slots[rank]] = rank;
        }
    }

    /// <summary>Includes partitions of deleted topics while they hold extents.</summary>
    public ImmutableSortedDictionary<TopicPartition, PartitionLog> Partitions { get; }

    public int SegmentCount => _slots.Length;

    /// <summary>Returns a live segment. The segments are numbered in the order of their keys.</summary>
    public LiveSegment Segment(int rank) => Read(_slots[rank]);

    /// <summary>
    /// Returns the extents of a partition in the order of their offsets. The segment is null where the metadata contradicts itself.
    /// </summary>
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

    /// <summary>Returns the extents in segments of these numbers, ordered by segment and by position in it.</summary>
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

    /// <summary>Counts the extents one by one, because the counts in the segments may be wrong.</summary>
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

/// <summary>An extent with the number of its segment.</summary>
/// <param name="Rank">The number that <see cref="ExtentCut.Segment"/> takes.</param>
/// <param name="Partition">The owner of the records.</param>
/// <param name="Extent">The place of the records.</param>
public readonly record struct PlacedExtent(int Rank, TopicPartition Partition, Extent Extent);
