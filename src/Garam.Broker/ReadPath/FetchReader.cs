using System.Diagnostics.CodeAnalysis;
using Garam.Broker.Cache;
using Garam.Broker.ReadPath.Planning;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Broker.ReadPath;

/// <summary>
/// Turns a plan into slices of leased chunks. Each segment is leased once for all partitions; what follows is read ahead. Used for one
/// request at a time.
/// </summary>
internal sealed class FetchReader(ChunkCache cache, FetchLeases leases, FetchPlan plan, int bytesMax, ReadPatience patience)
{
    private int _bytes;
    private int _begun;

    /// <summary>Some segment is not in the store: only newer metadata can say what became of it.</summary>
    public bool IsOutdated { get; private set; }

    public int Bytes => _bytes;

    public async ValueTask<FetchedPartition[]> ReadAsync()
    {
        BeginLoads();
        var fetched = new FetchedPartition[plan.Partitions.Count];
        for (var i = 0; i < fetched.Length; i++)
        {
            fetched[i] = await ReadAsync(plan.Partitions[i]);
        }

        foreach (var (segment, length) in plan.Ahead)
        {
            cache.ReadAhead(segment, length);
        }

        return fetched;
    }

    /// <summary>
    /// Begins to read the plan's next segments, as many as the cache reads at once, while an earlier one is waited for: a no-op for those
    /// that are in memory.
    /// </summary>
    private void BeginLoads()
    {
        while (_begun < plan.Segments.Count && cache.ReadAhead(plan.Segments[_begun].Segment, plan.Segments[_begun].Length))
        {
            _begun++;
        }
    }

    private async ValueTask<FetchedPartition> ReadAsync(PartitionPlan partition)
    {
        if (partition.ExtentCount == 0)
        {
            return new FetchedPartition(partition, partition.Error, RecordSlices.Empty);
        }

        var slices = new List<ReadOnlyMemory<byte>>(partition.ExtentCount);
        var room = Math.Min(partition.BytesMax, bytesMax - _bytes);
        var taken = 0;
        for (var i = 0; i < partition.ExtentCount; i++)
        {
            var extent = plan.Extents[partition.FirstExtent + i];
            BeginLoads();
            var load = await leases.LeaseAsync(extent.Segment, extent.Source.Length, patience);
            if (!TryPrepare(load, extent.Place, out var prepared, out var error))
            {
                return Finish(partition, slices, taken, error);
            }

            var slice = prepared.Cut(
                Math.Max(partition.Target.FetchOffset, extent.Place.BaseOffset),
                room - taken,
                atLeastOne: _bytes + taken == 0,
                out var isCutShort);
            taken += slice.Length;
            if (!slice.IsEmpty)
            {
                slices.Add(slice);
            }

            if (isCutShort || taken >= room)
            {
                break;
            }
        }

        return Finish(partition, slices, taken, ErrorCode.None);
    }

    private bool TryPrepare(
        ChunkLoad load, ExtentPlace place, [NotNullWhen(true)] out PreparedExtent? prepared, out ErrorCode error)
    {
        if (load.Outcome != ChunkOutcome.Ready)
        {
            (prepared, error) = (null, ErrorOf(load.Outcome));
            return false;
        }

        prepared = leases.Prepare(load.Chunk!, place);
        error = prepared.IsSound ? ErrorCode.None : ErrorCode.KafkaStorageError;
        return prepared.IsSound;
    }

    /// <summary>Returns what was read before a fault. The next fetch begins at the fault and reports it.</summary>
    private FetchedPartition Finish(PartitionPlan partition, List<ReadOnlyMemory<byte>> slices, int taken, ErrorCode error)
    {
        _bytes += taken;
        return taken > 0
            ? new FetchedPartition(partition, ErrorCode.None, new RecordSlices(slices, taken))
            : new FetchedPartition(partition, error, RecordSlices.Empty);
    }

    private ErrorCode ErrorOf(ChunkOutcome outcome)
    {
        IsOutdated |= outcome == ChunkOutcome.Missing;

        // No room and no time are no faults: the partition has its turn in the next fetch.
        return outcome is ChunkOutcome.NoRoom or ChunkOutcome.Late ? ErrorCode.None : ErrorCode.KafkaStorageError;
    }
}
