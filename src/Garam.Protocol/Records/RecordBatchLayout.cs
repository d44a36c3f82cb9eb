namespace Garam.Protocol.Records;

/// <summary>Positions of the fields of a magic 2 batch. All fields are big-endian.</summary>
public static class RecordBatchLayout
{
    public const int BaseOffset = 0;
    public const int BatchLength = 8;
    public const int PartitionLeaderEpoch = 12;
    public const int Magic = 16;
    public const int Crc = 17;
    public const int Attributes = 21;
    public const int LastOffsetDelta = 23;
    public const int BaseTimestamp = 27;
    public const int MaxTimestamp = 35;
    public const int ProducerId = 43;
    public const int ProducerEpoch = 51;
    public const int BaseSequence = 53;
    public const int RecordCount = 57;

    /// <summary>Size of the header. The records follow, compressed as a whole or not at all.</summary>
    public const int Records = 61;

    /// <summary>Base offset and length: the part that the length field does not count.</summary>
    public const int LogOverhead = 12;

    /// <summary>The number of bytes that tell a batch's format. Old formats have their magic at the same position.</summary>
    public const int SizeUpToMagic = 17;

    /// <summary>The CRC covers everything from here to the end, so assigning base offset and leader epoch does not change it.</summary>
    public const int CrcCovers = Attributes;

    public const byte CurrentMagic = 2;

    public const long NoTimestamp = -1;
    public const long NoProducerId = -1;
    public const short NoProducerEpoch = -1;
    public const int NoSequence = -1;

    internal const short CompressionMask = 0x07;
    internal const short LogAppendTimeFlag = 0x08;
    internal const short TransactionalFlag = 0x10;
    internal const short ControlFlag = 0x20;
}
