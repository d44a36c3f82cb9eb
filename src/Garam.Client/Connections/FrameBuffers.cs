using System.Numerics;
using Garam.Protocol;

namespace Garam.Client.Connections;

/// <summary>
/// Keeps the arrays of large answers for reuse: a fresh megabyte costs page faults, zeroing and garbage collections that take longer than
/// receiving it. The garbage collector takes arrays that do not come back. Any thread; the lock guards the lists.
/// </summary>
internal sealed class FrameBuffers(long keptBytesMax)
{
    /// <summary>Smaller arrays stay out of the large object heap and are cheap to allocate.</summary>
    public const int PooledBytesMin = 64 * 1024;

    private const int SmallestLog = 16;

    private readonly Lock _lock = new();
    private readonly Stack<byte[]>[] _kept = [.. Enumerable.Range(SmallestLog, 31 - SmallestLog).Select(static _ => new Stack<byte[]>())];
    private long _keptBytes;

    /// <summary>Returns an array of at least this length, with undefined content.</summary>
    public byte[] Rent(int bytes)
    {
        if (bytes < PooledBytesMin || bytes > 1 << 30)
        {
            return GC.AllocateUninitializedArray<byte>(bytes);
        }

        var log = BitOperations.Log2((uint)bytes - 1) + 1;
        lock (_lock)
        {
            if (_kept[log - SmallestLog].TryPop(out var kept))
            {
                _keptBytes -= kept.Length;
                return kept;
            }
        }

        return GC.AllocateUninitializedArray<byte>(1 << log);
    }

    /// <summary>Takes back an array that nothing uses any more.</summary>
    public void Return(byte[] buffer)
    {
        if (buffer.Length < PooledBytesMin || buffer.Length > 1 << 30)
        {
            return;
        }

        Invariant.Check(BitOperations.IsPow2(buffer.Length));
        lock (_lock)
        {
            if (_keptBytes + buffer.Length <= keptBytesMax)
            {
                _keptBytes += buffer.Length;
                _kept[BitOperations.Log2((uint)buffer.Length) - SmallestLog].Push(buffer);
            }
        }
    }
}

/// <summary>
/// The bytes of one answer, shared by its readers. It starts with one reference; releasing the last one returns the memory. A reader that
/// forgets to release leaks nothing: the garbage collector takes the memory. Any thread.
/// </summary>
internal sealed class ResponseFrame(FrameBuffers buffers, int length)
{
    private readonly byte[] _bytes = buffers.Rent(length);
    private int _references = 1;

    public Memory<byte> Memory => _bytes.AsMemory(0, length);

    public void Retain() => Invariant.Check(Interlocked.Increment(ref _references) > 1);

    public void Release()
    {
        var left = Interlocked.Decrement(ref _references);
        Invariant.Check(left >= 0);
        if (left == 0)
        {
            buffers.Return(_bytes);
        }
    }
}
