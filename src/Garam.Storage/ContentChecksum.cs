using System.Numerics;
using System.Runtime.InteropServices;

namespace Garam.Storage;

/// <summary>CRC-32C by the runtime's instruction, for the rare comparison with what a store keeps beside an object.</summary>
internal static class ContentChecksum
{
    public static uint Of(ReadOnlySpan<byte> content)
    {
        var state = uint.MaxValue;
        var words = MemoryMarshal.Cast<byte, ulong>(content);
        foreach (var word in words)
        {
            state = BitOperations.Crc32C(state, word);
        }

        foreach (var rest in content[(words.Length * sizeof(ulong))..])
        {
            state = BitOperations.Crc32C(state, rest);
        }

        return ~state;
    }
}
