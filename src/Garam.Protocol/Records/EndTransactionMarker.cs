using System.Buffers.Binary;

namespace Garam.Protocol.Records;

/// <summary>
/// The control record that ends a transaction in a partition: a batch of one record with key (version 0, type) and value (version 0,
/// coordinator epoch). Merged segments store its bytes, so they never change.
/// </summary>
public readonly record struct EndTransactionMarker(bool IsCommit)
{
    private const short AbortType = 0;
    private const short CommitType = 1;
    private const int KeyLength = 4;
    private const int ValueLength = 6;

    /// <summary>Reads the marker from a record of a control batch; false if it is a control record of another kind.</summary>
    public static bool TryRead(in Record record, out EndTransactionMarker marker)
    {
        marker = default;
        if (record.Key.Length < KeyLength || record.Value.Length < ValueLength)
        {
            return false;
        }

        var type = BinaryPrimitives.ReadInt16BigEndian(record.Key[sizeof(short)..]);
        marker = new EndTransactionMarker(type == CommitType);
        return type is AbortType or CommitType;
    }
}
