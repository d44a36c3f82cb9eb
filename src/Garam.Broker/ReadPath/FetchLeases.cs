using Garam.Broker.Cache;
using Garam.Metadata;
using Garam.Transport.Buffers;

namespace Garam.Broker.ReadPath;

/// <summary>
/// The resources that one response holds until it is sent: leases of chunks and its part of the budget for unsent bytes. Owner: the
/// request, then the connection that sends the response; one thread at a time.
/// </summary>
public sealed class FetchLeases(ChunkCache cache, ByteBudget unsent, long reservedBytes) : IDisposable
{
    private readonly Dictionary<SegmentId, ChunkLoad> _loads = [];
    private bool _isDisposed;
    private bool _holdsOne;

    /// <summary>
    /// Every segment is asked for once in a response, and only the first may wait for room. One that takes too long is left to the next
    /// fetch: it goes on being read.
    /// </summary>
    internal async ValueTask<ChunkLoad> LeaseAsync(SegmentId id, int length, ReadPatience patience)
    {
        if (_loads.TryGetValue(id, out var load))
        {
            return load;
        }

        var leasing = cache.LeaseAsync(id, length, mayWaitForRoom: !_holdsOne, patience.Token);
        if (!leasing.IsCompleted)
        {
            patience.Begin();
        }

        try
        {
            load = await leasing;
        }
        catch (OperationCanceledException) when (patience.IsOver)
        {
            load = ChunkLoad.Late;
        }

        _loads.Add(id, load);
        _holdsOne |= load.IsReady;
        return load;
    }

    public PreparedExtent Prepare(Chunk chunk, ExtentPlace place) => cache.Prepare(chunk, place);

    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        foreach (var load in _loads.Values)
        {
            if (load.IsReady)
            {
                cache.Release(load.Chunk);
            }
        }

        if (reservedBytes > 0)
        {
            unsent.Release(reservedBytes);
        }
    }
}
