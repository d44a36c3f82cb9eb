using System.Diagnostics.Metrics;
using Garam.Storage;
using Garam.Transport.Buffers;
using Garam.Transport.Connections;

namespace Garam.Composition;

/// <summary>
/// Everything of the outside world that a node touches. The executable gives it sockets, a directory and the system's clock, the
/// simulation gives it its own. The node uses them and does not own them.
/// </summary>
public sealed record NodePorts(
    IObjectStore Store, ITransport Transport, TimeProvider Time, Random Random, IMeterFactory Meters, ILoggerFactory Loggers, ArenaFactory Arenas)
{
    /// <summary>Random is not for several threads: each part draws its own while the node is put together.</summary>
    public Random NewRandom() => new(Random.Next());
}

/// <summary>Makes the memory that frames and segments live in: native and aligned for the executable, managed where nobody reads directly.</summary>
public delegate BlockArena ArenaFactory(string name, int capacityBytes, int blockBytesMin, int blockBytesMax);
