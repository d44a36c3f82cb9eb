namespace Garam.Broker.Cache;

/// <summary>
/// Recently written chunks that cold reads cannot evict, so that tail readers never touch the store: a bounded number of bytes, for a
/// bounded time. Owned by the <see cref="ChunkTable"/>, whose lock guards it.
/// </summary>
internal sealed class RecentChunks(CacheOptions options, TimeProvider time)
{
    private readonly Queue<Chunk> _chunks = [];
    private long _bytes;

    public void Protect(Chunk chunk)
    {
        chunk.IsProtected = true;
        chunk.AddedAt = time.GetTimestamp();
        _chunks.Enqueue(chunk);
        _bytes += chunk.Bytes;
        Expire();
    }

    /// <summary>Ends the protection of those that are too many or too old.</summary>
    public void Expire()
    {
        while (_chunks.TryPeek(out var oldest)
            && (_bytes > options.RecentBytesMax || time.GetElapsedTime(oldest.AddedAt) > options.RecentAge))
        {
            _chunks.Dequeue();
            _bytes -= oldest.Bytes;
            oldest.IsProtected = false;
        }
    }
}
