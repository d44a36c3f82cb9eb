namespace Garam.Transport.Frames;

/// <summary>How a request is treated, as far as its first bytes tell: what may run beside it, and which memory its frame takes.</summary>
public enum FrameKind
{
    /// <summary>Answered from memory, or decoded and given back at once: heartbeats, metadata, fetches. Its frame takes memory that no other kind can fill.</summary>
    Quick,

    /// <summary>May keep its frame until others have joined or something is durable: group rounds, commits of offsets, changes of topics.</summary>
    Waiting,

    /// <summary>Keeps its frame until its segment is sealed, and may start while earlier requests of this kind are unanswered: Produce.</summary>
    Overlapping,
}
