using System.Buffers;

namespace Garam.ContractTests.Storage;

/// <summary>
/// A buffer that knows whether its borrower still uses it. Taken back, it is overwritten as its owner's next content would overwrite it,
/// and every later look at it is noticed.
/// </summary>
internal sealed unsafe class LentMemory(byte[] content) : MemoryManager<byte>
{
    private int _pins;
    private int _uses;
    private bool _isTakenBack;

    /// <summary>The borrower was not done when it said so.</summary>
    public bool IsUsedAfterwards => Volatile.Read(ref _uses) > 0;

    public void TakeBack()
    {
        Volatile.Write(ref _isTakenBack, true);
        Interlocked.Add(ref _uses, Volatile.Read(ref _pins));
        Array.Fill(content, (byte)0xEE);
    }

    public override Span<byte> GetSpan()
    {
        NoteUse();
        return content;
    }

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        NoteUse();
        Interlocked.Increment(ref _pins);
        var handle = content.AsMemory(elementIndex).Pin();
        return new MemoryHandle(handle.Pointer, default, new Pinned(this, handle));
    }

    public override void Unpin() => Interlocked.Decrement(ref _pins);

    protected override void Dispose(bool disposing)
    {
        // The array is the garbage collector's.
    }

    private void NoteUse()
    {
        if (Volatile.Read(ref _isTakenBack))
        {
            Interlocked.Increment(ref _uses);
        }
    }

    private sealed class Pinned(LentMemory memory, MemoryHandle handle) : IPinnable
    {
        public MemoryHandle Pin(int elementIndex) => throw new NotSupportedException();

        public void Unpin()
        {
            handle.Dispose();
            memory.Unpin();
        }
    }
}
