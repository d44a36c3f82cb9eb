namespace Garam.Transport.Frames;

/// <summary>
/// How much memory frames of each kind and size may take. Each part is its own, so that none waits for another's; a frame that finds its
/// own part full may take from the next larger one what nobody waits for. Together 104 MiB of the 512 that a process has by default.
/// </summary>
public sealed class FrameMemoryOptions
{
    /// <summary>
    /// Quick requests under 64 KiB. Such a frame is held while its request is answered from memory: 4,096 heartbeats at one moment are more
    /// than the cores of a machine handle at once.
    /// </summary>
    public int QuickBytes { get; init; } = 4 << 20;

    /// <summary>Produce and other requests that wait, under 64 KiB: a rebalance of 12,000 members, or what small producers send within a few lingers.</summary>
    public int WaitingBytes { get; init; } = 12 << 20;

    /// <summary>Frames from 64 KiB up to <see cref="OrdinaryFrameBytesMax"/>: three segments of full size.</summary>
    public int OrdinaryBytes { get; init; } = 24 << 20;

    /// <summary>Larger frames. The largest power of two in it is the largest frame that there can be.</summary>
    public int LargeBytes { get; init; } = 64 << 20;

    /// <summary>The size that clients send by default (1 MiB in Java, 1 MB in librdkafka) with headers, as a power of two: it never waits behind larger ones.</summary>
    public int OrdinaryFrameBytesMax { get; init; } = 2 << 20;
}
