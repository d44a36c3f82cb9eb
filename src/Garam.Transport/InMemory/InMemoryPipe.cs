using Garam.Waiting;

namespace Garam.Transport.InMemory;

/// <summary>
/// One direction of a connection: bytes with one sender and one receiver, each of which waits for the other. The receiver sees bytes when
/// their delay is over. It has no threads: the end that makes progress possible wakes the other. Any thread may call.
/// </summary>
internal sealed class InMemoryPipe(InMemoryTransportOptions options, Random? random, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<(int Bytes, long Due)> _underWay = new();
    private ByteRing? _ring;
    private int _visible;
    private int _lowWater = 1;
    private long _sentBytes;
    private bool _isComplete;
    private bool _isBroken;
    private ITimer? _timer;
    private TaskCompletionSource? _readable;
    private TaskCompletionSource? _writable;

    /// <summary>Taken from the sender.</summary>
    public long SentBytes
    {
        get
        {
            lock (_gate)
            {
                return _sentBytes;
            }
        }
    }

    private bool IsEndVisible => _isComplete && _underWay.Count == 0;

    public void ExpectAtLeast(int bytes)
    {
        lock (_gate)
        {
            _lowWater = Math.Min(bytes, options.BufferBytes);
        }
    }

    /// <summary>Also wakes up in between while the low-water mark is lower.</summary>
    public async ValueTask<bool> WaitReadableAsync(int bytes, CancellationToken cancellation)
    {
        while (true)
        {
            Task readable;
            lock (_gate)
            {
                ThrowIfBroken();
                if (_visible >= Math.Max(_lowWater, Math.Min(bytes, options.BufferBytes)) || IsEndVisible)
                {
                    return _visible >= bytes;
                }

                readable = (_readable ??= NewSignal()).Task;
            }

            await WaitAsync(readable, cancellation);
        }
    }

    /// <summary>Like a socket: takes bytes that are there at once. Only a receiver that has to wait waits for the low-water mark.</summary>
    public async ValueTask<int> ReceiveAsync(Memory<byte> destination, CancellationToken cancellation)
    {
        while (true)
        {
            lock (_gate)
            {
                ThrowIfBroken();
                if (_visible > 0 || IsEndVisible)
                {
                    return Take(destination.Span);
                }
            }

            _ = await WaitReadableAsync(1, cancellation);
        }
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        while (!bytes.IsEmpty)
        {
            Task writable;
            lock (_gate)
            {
                ThrowIfBroken();
                if (_isComplete)
                {
                    throw new IOException("The connection is closed.");
                }

                var count = Put(bytes.Span);
                _sentBytes += count;
                bytes = bytes[count..];
                if (bytes.IsEmpty)
                {
                    return;
                }

                writable = (_writable ??= NewSignal()).Task;
            }

            await WaitAsync(writable, cancellation);
        }
    }

    /// <summary>Ends the stream: the receiver reads what is in flight, then the end.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _isComplete = true;
        }

        WakeAll();
    }

    /// <summary>Makes both ends fail from now on.</summary>
    public void Break()
    {
        lock (_gate)
        {
            _isBroken = true;
        }

        WakeAll();
    }

    public void Dispose()
    {
        Break();
        _timer?.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static void Wake(ref TaskCompletionSource? signal)
    {
        signal?.SetResult();
        signal = null;
    }

    /// <summary>Not Task.WaitAsync, which completes on the thread pool. A needless wake-up is harmless: a waiter looks again.</summary>
    private async ValueTask WaitAsync(Task signal, CancellationToken cancellation)
    {
        using (cancellation.UnsafeRegister(static pipe => ((InMemoryPipe)pipe!).WakeAll(), this))
        {
            await signal;
        }

        cancellation.ThrowIfCancellationRequested();
    }

    private void WakeAll()
    {
        lock (_gate)
        {
            Wake(ref _readable);
            Wake(ref _writable);
        }
    }

    private int Take(Span<byte> destination)
    {
        var count = Math.Min(_visible, destination.Length);
        if (count > 1 && random is not null)
        {
            count = random.Next(1, count + 1);
        }

        _ring?.Take(destination[..count]);
        _visible -= count;
        if (count > 0)
        {
            Wake(ref _writable);
        }

        return count;
    }

    private int Put(ReadOnlySpan<byte> source)
    {
        _ring ??= new ByteRing(options.BufferBytes);
        var count = _ring.Put(source);
        if (count > 0)
        {
            Dispatch(count);
        }

        return count;
    }

    private void Dispatch(int count)
    {
        if (random is null || options.DelayMax == TimeSpan.Zero)
        {
            _visible += count;
            WakeReader();
            return;
        }

        var delay = options.DelayMax * random.NextDouble();
        _underWay.Enqueue((count, time.After(delay)));
        if (_underWay.Count == 1)
        {
            Schedule(delay);
        }
    }

    private void Schedule(TimeSpan delay)
    {
        _timer ??= time.CreateTimer(
            static state => ((InMemoryPipe)state!).Deliver(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(delay, Timeout.InfiniteTimeSpan);
    }

    private void Deliver()
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            while (_underWay.TryPeek(out var next))
            {
                if (next.Due > now)
                {
                    Schedule(time.GetElapsedTime(now, next.Due));
                    break;
                }

                _visible += _underWay.Dequeue().Bytes;
            }

            WakeReader();
        }
    }

    private void WakeReader()
    {
        if (_visible >= _lowWater || IsEndVisible)
        {
            Wake(ref _readable);
        }
    }

    private void ThrowIfBroken()
    {
        if (_isBroken)
        {
            throw new IOException("The connection is broken.");
        }
    }
}
