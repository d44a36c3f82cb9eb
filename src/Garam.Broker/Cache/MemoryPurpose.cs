namespace Garam.Broker.Cache;

/// <summary>What memory is wanted for; it decides what may be evicted for it and who is served first.</summary>
internal enum MemoryPurpose
{
    /// <summary>A segment about to be written. Outside the cache's limit, and first in line: producers wait for nobody who reads.</summary>
    Write,

    /// <summary>A chunk that a fetch waits for. It leaves alone what was just written.</summary>
    Load,
}
