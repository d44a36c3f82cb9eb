using System.Net;
using System.Numerics;
using Garam.Transport.Buffers;

namespace Garam.Transport.Frames;

/// <summary>
/// Memory for incoming frames and places for connections, shared by all listeners of the process. A frame gets all of its memory at once,
/// because half-read frames that wait for each other would be a deadlock. A frame under <see cref="ReservedFrameBytesMin"/> gets it when
/// the connection holds the rest of the frame, so a frame that begins and never ends costs nothing. A larger one gets it before its body is
/// read, within a share for each address. Owns the memory, and is disposed after the last frame has come back. Any thread.
/// </summary>
public sealed class FrameAdmission : IDisposable
{
    /// <summary>From this length on memory is taken before the body has arrived: a connection need not be able to hold more.</summary>
    public const int ReservedFrameBytesMin = 64 * 1024;

    // A heartbeat takes one block. A finer grain would only make the arena's tables larger.
    private const int SmallBlockBytesMin = 1024;

    // A frame of a little more than 64 KiB takes 80, not 128.
    private const int OrdinaryBlockBytesMin = 16 * 1024;

    // The arena's capacity is the limit.
    private const int LargestBlock = 1 << 30;

    private readonly FrameLane _quick;
    private readonly FrameLane _waiting;
    private readonly FrameLane _ordinary;
    private readonly FrameLane _large;

    /// <param name="arenas">Creates an arena from a name, its size, its smallest and its largest block.</param>
    public FrameAdmission(FrameMemoryOptions memory, Func<string, int, int, int, BlockArena> arenas, ConnectionLimit connections)
    {
        _quick = new FrameLane(arenas("quick-frames", memory.QuickBytes, SmallBlockBytesMin, ReservedFrameBytesMin), null);
        _waiting = new FrameLane(arenas("waiting-frames", memory.WaitingBytes, SmallBlockBytesMin, ReservedFrameBytesMin), null);
        _ordinary = new FrameLane(
            arenas(
                "ordinary-frames", memory.OrdinaryBytes, OrdinaryBlockBytesMin,
                memory.OrdinaryFrameBytesMax), new AddressShares(memory.OrdinaryBytes));
        _large = new FrameLane(
            arenas("large-frames", memory.LargeBytes, ReservedFrameBytesMin, LargestBlock), new AddressShares(memory.LargeBytes));
        Connections = connections;
    }

    public ConnectionLimit Connections { get; }

    /// <summary>The largest frame that there is memory for.</summary>
    public int FrameBytesMax => _large.Arena.BlockBytesMax;

    /// <summary>
    /// Says whether requests wait for memory that unsent replies hold: then peers that take nothing are cut soon. Asked about once a
    /// second.
    /// </summary>
    public Func<bool> AreRepliesWaitedFor { get; init; } = static () => false;

    /// <summary>For metrics. The last one holds the largest frames.</summary>
    public IReadOnlyList<BlockArena> Arenas => [_quick.Arena, _waiting.Arena, _ordinary.Arena, _large.Arena];

    /// <summary>
    /// Returns the largest frame that fits this much memory for large frames: a frame is contiguous, and its block is a power of two.
    /// </summary>
    public static int FrameBytesMaxOf(int largeBytes) => 1 << BitOperations.Log2((uint)largeBytes);

    public void Dispose()
    {
        _quick.Dispose();
        _waiting.Dispose();
        _ordinary.Dispose();
        _large.Dispose();
    }

    internal ValueTask<ArenaFrame> AdmitAsync(FrameSize size, FrameKind kind, IPAddress owner, CancellationToken cancellation)
    {
        var (length, lane) = (size.Length, LaneOf(size, kind));
        var frame = lane.TryAdmit(length, owner) ?? Larger(lane)?.TryAdmit(length, owner);
        return frame is null ? lane.AdmitAsync(length, owner, cancellation) : ValueTask.FromResult(frame);
    }

    private FrameLane LaneOf(FrameSize size, FrameKind kind) =>
        size.IsWhole ? kind == FrameKind.Quick ? _quick : _waiting
        : size.Length <= _ordinary.Arena.BlockBytesMax ? _ordinary
        : _large;

    /// <summary>Returns the lane that a frame may use when its own is full. It never waits there.</summary>
    private FrameLane? Larger(FrameLane lane) =>
        lane == _quick ? _waiting
        : lane == _waiting ? _ordinary
        : lane == _ordinary ? _large
        : null;
}

/// <param name="IsWhole">The frame is small, and the connection holds all of it: its memory is filled at once.</param>
internal readonly record struct FrameSize(int Length, bool IsWhole);

/// <summary>
/// The memory for frames of each kind and size. Each part is separate, so that none waits for another's. A frame that finds its own part
/// full may take memory from the next larger one if no frame waits there. Together 104 MiB of the 512 that a process has by default.
/// </summary>
public sealed class FrameMemoryOptions
{
    /// <summary>
    /// Quick requests under 64 KiB. Such a frame is held while its request is answered from memory: 4,096 heartbeats at one moment are more
    /// than a machine's cores handle at once.
    /// </summary>
    public int QuickBytes { get; init; } = 4 << 20;

    /// <summary>
    /// Produce and other requests that wait, under 64 KiB: a rebalance of 12,000 members, or what small producers send within a few
    /// lingers.
    /// </summary>
    public int WaitingBytes { get; init; } = 12 << 20;

    /// <summary>Frames from 64 KiB up to <see cref="OrdinaryFrameBytesMax"/>: three segments of full size.</summary>
    public int OrdinaryBytes { get; init; } = 24 << 20;

    /// <summary>Larger frames. The largest power of two in it is the largest frame possible.</summary>
    public int LargeBytes { get; init; } = 64 << 20;

    /// <summary>
    /// The size that clients send by default (1 MiB in Java, 1 MB in librdkafka) with headers, as a power of two. Such a frame never waits
    /// behind larger ones.
    /// </summary>
    public int OrdinaryFrameBytesMax { get; init; } = 2 << 20;
}
