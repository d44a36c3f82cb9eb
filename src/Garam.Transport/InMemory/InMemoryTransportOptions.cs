namespace Garam.Transport.InMemory;

/// <summary>How unkind the simulated network is. The defaults are kind.</summary>
public sealed class InMemoryTransportOptions
{
    /// <summary>What one direction of a connection holds before its sender waits; about what a kernel holds for a socket.</summary>
    public int BufferBytes { get; init; } = 256 * 1024;

    /// <summary>Connections that wait to be accepted; more are refused, as by a kernel.</summary>
    public int Backlog { get; init; } = 512;

    /// <summary>Splits reads at random places and draws the delays. Null: reads are as large as can be.</summary>
    public int? Seed { get; init; }

    /// <summary>Bytes arrive up to this much later, in order. Needs <see cref="Seed"/>.</summary>
    public TimeSpan DelayMax { get; init; }
}
