using System.Diagnostics.CodeAnalysis;

namespace Garam.Broker.Cache;

/// <param name="Chunk">The chunk when it is ready. It is leased, so the caller has to return it.</param>
public readonly record struct ChunkLoad(ChunkOutcome Outcome, Chunk? Chunk)
{
    public static readonly ChunkLoad NoRoom = new(ChunkOutcome.NoRoom, null);

    public static readonly ChunkLoad Late = new(ChunkOutcome.Late, null);

    public static readonly ChunkLoad Unavailable = new(ChunkOutcome.Unavailable, null);

    [MemberNotNullWhen(true, nameof(Chunk))]
    public bool IsReady => Chunk is not null;
}

public enum ChunkOutcome
{
    Ready,

    /// <summary>Only when the caller did not want to wait: everything is held by others.</summary>
    NoRoom,

    /// <summary>The caller did not want to wait longer; the segment goes on being read.</summary>
    Late,

    /// <summary>The store has no such segment: it was deleted, or is lost.</summary>
    Missing,

    /// <summary>The object is not the segment that metadata speaks of.</summary>
    Corrupt,

    /// <summary>The store did not answer.</summary>
    Unavailable,
}
