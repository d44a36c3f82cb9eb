using Garam.Transport.Buffers;

namespace Garam.Simulation.Machines;

/// <summary>Memory for the arenas of one node after the other: the next life gets the bytes of the dead one, dirty as they are.</summary>
internal sealed class ManagedArenas
{
    private readonly Dictionary<string, byte[]> _memory = [];

    public BlockArena Create(string name, int capacityBytes, int blockBytesMin, int blockBytesMax)
    {
        if (!_memory.TryGetValue(name, out var memory) || memory.Length != capacityBytes)
        {
            _memory[name] = memory = new byte[capacityBytes];
        }

        return new BlockArena(name, memory, blockBytesMin, blockBytesMax);
    }
}
