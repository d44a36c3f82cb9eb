namespace Garam.Broker.Cache;

/// <summary>The memory in which segments are read, and how it is shared.</summary>
public sealed class CacheOptions
{
    /// <summary>
    /// For chunks, recent and cold together, those that unsent responses hold included. With 64 MiB sixteen consumers that drift
    /// apart load segments again and again; 160 MiB is what a process of 512 MiB can spare.
    /// </summary>
    public int CacheBytesMax { get; init; } = 160 << 20;

    /// <summary>Of what was just written, so much cannot be pushed out by cold reads: tail readers never touch the store.</summary>
    public int RecentBytesMax { get; init; } = 48 << 20;

    /// <summary>How long it is protected. A tail reader that is later than this has fallen behind.</summary>
    public TimeSpan RecentAge { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Segments that are being read ahead of cold scans, all of them together. Four keep one disk busy; as many again wait for their turn.</summary>
    public int ReadAheadsMax { get; init; } = 8;
}
