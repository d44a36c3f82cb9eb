namespace Garam.Broker.Cache;

/// <summary>The purpose of a request for memory. It decides what may be evicted for it and who is served first.</summary>
internal enum MemoryPurpose
{
    /// <summary>A segment about to be written. Outside the cache's limit, and first in line: producers never wait for readers.</summary>
    Write,

    /// <summary>A chunk that a fetch waits for. It leaves alone what was just written.</summary>
    Load,
}
