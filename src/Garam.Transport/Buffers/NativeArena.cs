using System.Buffers;
using System.Runtime.InteropServices;
using Garam.Protocol;

namespace Garam.Transport.Buffers;

/// <summary>
/// One large range of memory outside the managed heap, aligned to 2 MiB, in huge pages if the system has them. Pages become resident when
/// first touched and stay so: the size is the most that the component may use, not what it costs at the start. Any thread may use the
/// memory. The owner disposes it when nothing holds a slice any more.
/// </summary>
public sealed unsafe partial class NativeArena : MemoryManager<byte>
{
    // The size of a huge page on x64 and arm64. With this alignment the kernel can use one from the first byte on.
    public const int AlignmentBytes = 2 * 1024 * 1024;

    private readonly int _length;
    private readonly nuint _mapped;
    private byte* _start;

    public NativeArena(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        _length = bytes;
        _mapped = ((nuint)bytes + AlignmentBytes - 1) / AlignmentBytes * AlignmentBytes;
        _start = OperatingSystem.IsLinux() ? Map(_mapped) : (byte*)NativeMemory.AlignedAlloc(_mapped, AlignmentBytes);
    }

    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_start is null, this);
        return new Span<byte>(_start, _length);
    }

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ObjectDisposedException.ThrowIf(_start is null, this);
        return new MemoryHandle(_start + elementIndex);
    }

    /// <summary>Does nothing: the memory never moves.</summary>
    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (_start is null)
        {
            return;
        }

        if (OperatingSystem.IsLinux())
        {
            Invariant.Check(Libc.Unmap(_start, _mapped) == 0);
        }
        else
        {
            NativeMemory.AlignedFree(_start);
        }

        _start = null;
    }

    /// <summary>Maps one huge page more than asked for and gives both ends back, because mmap aligns to pages only.</summary>
    private static byte* Map(nuint bytes)
    {
        var raw = Libc.Map(null, bytes + AlignmentBytes, Libc.ReadWrite, Libc.PrivateAnonymous, -1, 0);
        if ((nint)raw == -1)
        {
            var errno = Marshal.GetLastPInvokeError();
            throw new InsufficientMemoryException($"The system refused {bytes} bytes for an arena (errno {errno}).");
        }

        var start = (byte*)(((nuint)raw + AlignmentBytes - 1) / AlignmentBytes * AlignmentBytes);
        var head = (nuint)(start - raw);
        if (head > 0)
        {
            _ = Libc.Unmap(raw, head);
        }

        if (head < AlignmentBytes)
        {
            _ = Libc.Unmap(start + bytes, AlignmentBytes - head);
        }

        // Only advice: a kernel without huge pages returns an error that changes nothing.
        _ = Libc.Advise(start, bytes, Libc.HugePage);
        return start;
    }

    private static partial class Libc
    {
        public const int ReadWrite = 3;
        public const int PrivateAnonymous = 0x22;
        public const int HugePage = 14;

        [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
        public static partial byte* Map(byte* address, nuint length, int protection, int flags, int file, nint offset);

        [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
        public static partial int Unmap(byte* address, nuint length);

        [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
        public static partial int Advise(byte* address, nuint length, int advice);
    }
}
