using System.Numerics;
using Garam.Protocol;

namespace Garam.Client.Connections;

/// <summary>
/// Keeps the arrays of large answers for the next ones: fresh memory of a megabyte costs page faults, zeroing and garbage collections
/// that are dearer than receiving it. Arrays that never come back are collected as any other. Any thread; the lock guards the lists.
/// </summary>
internal sealed class FrameBuffers(long keptBytesMax)
{
    /// <summary>What is smaller does not go to the large object heap and is cheap to make.</summary>
    public const int PooledBytesMin = 64 * 1024;

    private const int SmallestLog = 16;

    private readonly Lock _lock = new();
    private readonly Stack<byte[]>[] _kept = [.. Enumerable.Range(SmallestLog, 31 - SmallestLog).Select(static _ => new Stack<byte[]>())];
    private long _keptBytes;

    /// <summary>At least as long as asked for; what it holds is not defined.</summary>
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

    /// <summary>Nobody uses it any more.</summary>
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
/// The bytes of one answer, which its readers share. It starts with one reference; the last one that is released gives the memory back.
/// A reader that forgets to release costs no leak: the memory is then collected instead of used again. Any thread.
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
