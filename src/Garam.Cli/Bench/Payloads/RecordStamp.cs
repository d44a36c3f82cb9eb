using System.Buffers.Binary;

namespace Garam.Cli.Bench.Payloads;

/// <summary>
/// The first bytes of a record that is timed from end to end: which run it belongs to, when it should have been sent and when it was.
/// The times mean something only in the process that wrote them.
/// </summary>
internal readonly record struct RecordStamp(long Run, long IntendedAt, long CalledAt)
{
    public const int SizeBytes = 3 * sizeof(long);

    /// <summary>False for a record that another run wrote, or anybody else.</summary>
    public static bool TryRead(ReadOnlySpan<byte> value, long run, out RecordStamp stamp)
    {
        stamp = default;
        if (value.Length < SizeBytes || BinaryPrimitives.ReadInt64BigEndian(value) != run)
        {
            return false;
        }

        stamp = new RecordStamp(run, BinaryPrimitives.ReadInt64BigEndian(value[sizeof(long)..]), BinaryPrimitives.ReadInt64BigEndian(value[(2 * sizeof(long))..]));
        return true;
    }

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteInt64BigEndian(destination, Run);
        BinaryPrimitives.WriteInt64BigEndian(destination[sizeof(long)..], IntendedAt);
        BinaryPrimitives.WriteInt64BigEndian(destination[(2 * sizeof(long))..], CalledAt);
    }
}
