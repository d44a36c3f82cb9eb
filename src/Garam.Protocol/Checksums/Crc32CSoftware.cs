using System.Buffers.Binary;

namespace Garam.Protocol.Checksums;

/// <summary>Computes eight bytes per step from eight tables, for processors without the instruction.</summary>
internal static class Crc32CSoftware
{
    private const int TableLength = 256;

    private static readonly uint[] Tables = CreateTables();

    public static uint Update(uint state, ReadOnlySpan<byte> source)
    {
        for (; source.Length >= sizeof(ulong); source = source[sizeof(ulong)..])
        {
            state = UpdateEight(state, BinaryPrimitives.ReadUInt64LittleEndian(source));
        }

        foreach (var value in source)
        {
            state = Tables[(byte)(state ^ value)] ^ (state >> 8);
        }

        return state;
    }

    private static uint UpdateEight(uint state, ulong value)
    {
        value ^= state;
        uint next = 0;
        for (var table = sizeof(ulong) - 1; table >= 0; table--, value >>= 8)
        {
            next ^= Tables[(table * TableLength) + (byte)value];
        }

        return next;
    }

    private static uint[] CreateTables()
    {
        var tables = new uint[sizeof(ulong) * TableLength];
        for (var i = 0; i < tables.Length; i++)
        {
            var state = i < TableLength ? (uint)i : tables[i - TableLength];
            for (var bit = 0; bit < 8; bit++)
            {
                state = (state >> 1) ^ (Crc32CPolynomial.Reflected & (uint)-(int)(state & 1));
            }

            tables[i] = state;
        }

        return tables;
    }
}
