using Garam.Transport.Buffers;

namespace Garam.Transport.Frames;

/// <summary>
/// Memory for incoming frames and places for connections, shared by all listeners of the process. A frame gets the whole of its
/// memory before its first byte is read: half-read frames that wait for each other would be a deadlock. Small frames have an arena of
/// their own, so that heartbeats pass while large ones wait. The owner of the arenas disposes them after the last frame has come back.
/// </summary>
public sealed class FrameAdmission(BlockArena small, BlockArena large, ConnectionLimit connections)
{
    /// <summary>From this length on a frame counts as large: Produce mostly; group and metadata requests are below it.</summary>
    public const int LargeFrameBytesMin = 64 * 1024;

    // A heartbeat takes one block; a finer grain would only make the arena's tables larger.
    private const int SmallBlockBytesMin = 1024;

    public BlockArena Small { get; } = small;

    public BlockArena Large { get; } = large;

    public ConnectionLimit Connections { get; } = connections;

    /// <summary>Whether somebody waits for memory that frames hold: then peers that have begun one and send nothing, or a large one slowly, are cut soon.</summary>
    public bool AreFramesWaitedFor => Small.HasWaiters || Large.HasWaiters;

    /// <summary>Whether somebody waits for memory that unsent replies hold: then peers that take nothing are cut soon. Asked about once a second.</summary>
    public Func<bool> AreRepliesWaitedFor { get; init; } = static () => false;

    /// <summary>Two native arenas of the given sizes. <paramref name="largeBytes"/> must offer room for the largest frame that listeners let in.</summary>
    public static FrameAdmission CreateNative(int smallBytes, int largeBytes, ConnectionLimit connections) => new(
        BlockArena.CreateNative("small-frames", smallBytes, SmallBlockBytesMin, LargeFrameBytesMin),
        BlockArena.CreateNative("large-frames", largeBytes, LargeFrameBytesMin, 1 << 30),
        connections);

    internal async ValueTask<ArenaFrame> AdmitAsync(int length, CancellationToken cancellation)
    {
        var arena = length < LargeFrameBytesMin ? Small : Large;
        return new ArenaFrame(await arena.AllocateAsync(length, cancellation));
    }
}
