using System.Buffers.Binary;

namespace Garam.Client.Producing;

/// <summary>
/// MurmurHash2 with Kafka's seed, and the partition that Java's default partitioner derives from it. Clients that use it agree on the
/// partition of a key.
/// </summary>
internal static class Murmur2
{
    private const uint Seed = 0x9747b28c;
    private const uint Multiplier = 0x5bd1e995;
    private const int Shift = 24;

    public static int PartitionOf(ReadOnlySpan<byte> key, int partitionCount) => (Hash(key) & int.MaxValue) % partitionCount;

    public static int Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = Seed ^ (uint)bytes.Length;
        while (bytes.Length >= sizeof(uint))
        {
            var word = BinaryPrimitives.ReadUInt32LittleEndian(bytes) * Multiplier;
            word = (word ^ (word >> Shift)) * Multiplier;
            hash = (hash * Multiplier) ^ word;
            bytes = bytes[sizeof(uint)..];
        }

        if (!bytes.IsEmpty)
        {
            for (var i = bytes.Length - 1; i >= 0; i--)
            {
                hash ^= (uint)bytes[i] << (8 * i);
            }

            hash *= Multiplier;
        }

        hash = (hash ^ (hash >> 13)) * Multiplier;
        return (int)(hash ^ (hash >> 15));
    }
}
