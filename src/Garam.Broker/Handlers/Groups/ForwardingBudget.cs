namespace Garam.Broker.Handlers.Groups;

/// <summary>
/// Limits the memory of requests that were taken out of their frames for the coordinator, and of its answers until they are sent. A request
/// may be parked for minutes, so the bytes that wait need a limit. Small requests keep a part for themselves: a heartbeat is not refused
/// because other clients sent large joins. Shared by the handlers of one listener. Any thread.
/// </summary>
public sealed class ForwardingBudget(long bytesMax = ForwardingBudget.DefaultBytes)
{
    /// <summary>Beside the arenas and the memory of groups it fits into a process with 512 MiB.</summary>
    public const long DefaultBytes = 48 << 20;

    /// <summary>Covers heartbeats, and the joins, syncs and commits of most groups.</summary>
    private const int SmallBytesMax = 8 * 1024;

    private readonly long _largeMax = bytesMax - (bytesMax / 4);
    private long _used;

    public long Used => Volatile.Read(ref _used);

    /// <summary>
    /// Returns false when there is no room now. A request that is too large for the whole budget gets in while nothing else is there,
    /// because it could not otherwise.
    /// </summary>
    public bool TryReserve(long bytes)
    {
        var used = Interlocked.Add(ref _used, bytes);
        if (used <= (bytes <= SmallBytesMax ? bytesMax : _largeMax) || used == bytes)
        {
            return true;
        }

        Release(bytes);
        return false;
    }

    public void Release(long bytes) => Interlocked.Add(ref _used, -bytes);

    /// <summary>Releases the bytes when their owner is disposed.</summary>
    internal IDisposable Until(IDisposable owner, long bytes) => new Reservation(this, owner, bytes);

    private sealed class Reservation(ForwardingBudget budget, IDisposable owner, long bytes) : IDisposable
    {
        private bool _isDisposed;

        public void Dispose()
        {
            if (!Interlocked.Exchange(ref _isDisposed, true))
            {
                owner.Dispose();
                budget.Release(bytes);
            }
        }
    }
}
