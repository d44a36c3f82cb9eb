using System.Buffers.Binary;

namespace Garam.Simulation.Checks;

/// <summary>
/// Names a simulated record inside its value: the producer that wrote it, and its number among that producer's records of the partition.
/// </summary>
internal readonly record struct RecordId(int Producer, long Number)
{
    private const int SizeMin = 12;

    public static RecordId Read(ReadOnlySpan<byte> value) =>
        new(BinaryPrimitives.ReadInt32LittleEndian(value), BinaryPrimitives.ReadInt64LittleEndian(value[4..]));

    /// <summary>The id, then bytes that follow from it.</summary>
    public byte[] ToValue(int size)
    {
        var value = new byte[Math.Max(size, SizeMin)];
        value.AsSpan(SizeMin).Fill((byte)Number);
        BinaryPrimitives.WriteInt32LittleEndian(value, Producer);
        BinaryPrimitives.WriteInt64LittleEndian(value.AsSpan(4), Number);
        return value;
    }
}
