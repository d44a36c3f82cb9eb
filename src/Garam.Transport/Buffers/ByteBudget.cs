using Garam.Protocol;
using Garam.Waiting;

namespace Garam.Transport.Buffers;

/// <summary>A number of bytes that callers share. A caller whose part is not free waits in a queue. Any thread.</summary>
public sealed class ByteBudget
{
    private readonly WaitQueue<long, long> _queue;
    private long _used;

    public ByteBudget(long capacityBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacityBytes);
        CapacityBytes = capacityBytes;
        _queue = new WaitQueue<long, long>(TryTake);
    }

    public long CapacityBytes { get; }

    public long UsedBytes => Volatile.Read(ref _used);

    public bool HasWaiters => _queue.HasWaiters;

    /// <summary>Returns false also while others wait: no caller overtakes another.</summary>
    public bool TryReserve(long bytes)
    {
        Check(bytes);
        return _queue.TryEnter(bytes, out _);
    }

    /// <summary>A part larger than the whole budget can never be served, so it is refused at once.</summary>
    public ValueTask ReserveAsync(long bytes, CancellationToken cancellation)
    {
        Check(bytes);
        return _queue.TryEnter(bytes, out _) ? ValueTask.CompletedTask : WaitAsync(bytes, cancellation);
    }

    public void Release(long bytes)
    {
        lock (_queue.Gate)
        {
            Invariant.Check(bytes >= 0 && bytes <= _used);
            _used -= bytes;
            _queue.Serve();
        }
    }

    private async ValueTask WaitAsync(long bytes, CancellationToken cancellation) => _ = await _queue.EnterAsync(bytes, cancellation);

    private void Check(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, CapacityBytes);
    }

    private bool TryTake(long bytes, out long granted)
    {
        granted = bytes;
        if (bytes > CapacityBytes - _used)
        {
            return false;
        }

        _used += bytes;
        return true;
    }
}
