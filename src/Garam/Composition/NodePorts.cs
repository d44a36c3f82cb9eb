using System.Diagnostics.Metrics;
using Garam.Storage;
using Garam.Transport.Buffers;
using Garam.Transport.Connections;

namespace Garam.Composition;

/// <summary>
/// Everything of the outside world that a node touches. The executable gives it sockets, a directory and the system's clock, the
/// simulation gives it its own. The node uses them and does not own them.
/// </summary>
/// <param name="NewRandom">A stream for each part, because a Random is not for several threads. Drawn while the node is put
/// together.</param>
public sealed record NodePorts(
    IObjectStore Store,
    ITransport Transport,
    TimeProvider Time,
    Func<Random> NewRandom,
    IMeterFactory Meters,
    ILoggerFactory Loggers,
    ArenaFactory Arenas)
{
    /// <summary>
    /// Like <see cref="Time"/>, but it continues while the machine is suspended. Leases and the plausibility of the wall clock go by it.
    /// Grace periods and sessions go by <see cref="Time"/>, because a suspended process gets no time to read or to send a heartbeat.
    /// </summary>
    public TimeProvider ContinuousTime { get; init; } = Time;

    /// <summary>Where the loops run that every segment passes through; null: on the thread pool.</summary>
    public WritePathRunner? WritePath { get; init; }

    /// <summary>Shows the same time as <see cref="Time"/>. Its timers fire where <see cref="WritePath"/> runs.</summary>
    public TimeProvider WriteTime { get; init; } = Time;

    /// <summary>Encrypts the calls between processes; null if they go over <see cref="Transport"/> as they are.</summary>
    public ITransport? PeerTransport { get; init; }

    /// <summary>The time as the store says it; null where it does not say.</summary>
    public DateTimeOffset? StoreDate { get; init; }
}

/// <summary>Makes the memory for frames and segments: native and aligned for the executable, managed if nothing reads directly.</summary>
public delegate BlockArena ArenaFactory(string name, int capacityBytes, int blockBytesMin, int blockBytesMax);

/// <summary>Runs a loop of the write path, and returns when it has ended.</summary>
public delegate Task WritePathRunner(Func<Task> loop);
