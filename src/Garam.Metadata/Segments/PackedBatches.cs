using System.Buffers;
using Garam.Protocol;
using Garam.Protocol.Records;

namespace Garam.Metadata.Segments;

/// <summary>
/// The batches of a segment as <c>CommitSegment</c> version 2 carries them: about 15 bytes each instead of 65. Every replica receives every
/// commit, so this is what a large cluster sends most.
/// <para>
/// The count, then for each batch a byte of <see cref="Parts"/>, the topic id if it is another than before, and zigzag varints (as in
/// records): the partition's distance to the one before, the bytes left free before the batch, length, count of records, the base
/// timestamp's distance to the one before, the maximum's distance to the base, producer id (its distance to the one before), epoch and base
/// sequence, attributes. All sums wrap, so that any value comes back as it was.
/// </para>
/// </summary>
internal static class PackedBatches
{
    /// <summary>Flags, length, count and two timestamps of one byte each.</summary>
    private const int BatchBytesMin = 5;

    private const int BatchBytesMax = 1 + Uuid.Size + (10 * 10);

    /// <summary>The parts of a batch that are written because they do not follow from the batch before it.</summary>
    [Flags]
    private enum Parts : byte
    {
        None = 0,

        /// <summary>Partitions count from 0 again.</summary>
        Topic = 1,

        Partition = 2,

        /// <summary>The batch does not begin where the one before ends.</summary>
        Gap = 4,

        /// <summary>The producer and its sequence go on where the batch before ends.</summary>
        Continues = 8,

        /// <summary>A producer, which does not continue. Neither of the two means a producer that is not idempotent.</summary>
        Producer = 16,

        Attributes = 32,
    }

    public static byte[] Pack(ReadOnlySpan<SegmentBatch> batches)
    {
        var packed = new ArrayBufferWriter<byte>(16 * (batches.Length + 1));
        packed.Advance(Varint.Write(packed.GetSpan(10), batches.Length));
        var before = Start;
        foreach (ref readonly var batch in batches)
        {
            packed.Advance(Write(packed.GetSpan(BatchBytesMax), batch, before));
            before = batch;
        }

        return packed.WrittenSpan.ToArray();
    }

    /// <exception cref="MalformedRequestException">The bytes are not packed batches.</exception>
    public static SegmentBatch[] Unpack(ReadOnlySpan<byte> packed)
    {
        var reader = new Reader(packed);
        var count = reader.NextInt32();
        if (count < 0 || count > packed.Length / BatchBytesMin)
        {
            throw new MalformedRequestException($"{count} packed batches cannot lie in {packed.Length} bytes.");
        }

        var batches = new SegmentBatch[count];
        var before = Start;
        for (var i = 0; i < count; i++)
        {
            batches[i] = before = Read(ref reader, before);
        }

        return reader.IsAtEnd ? batches : throw new MalformedRequestException("Bytes follow the last packed batch.");
    }

    private static SegmentBatch Start => new();

    private static int Write(Span<byte> destination, in SegmentBatch batch, in SegmentBatch before)
    {
        var parts = PartsOf(batch, before);
        var length = 0;
        destination[length++] = (byte)parts;
        if (parts.HasFlag(Parts.Topic))
        {
            batch.TopicId.Write(destination[length..]);
            length += Uuid.Size;
        }

        length += WriteIf(parts, Parts.Partition, destination[length..], batch.Partition - (long)PartitionBefore(parts, before));
        length += WriteIf(parts, Parts.Gap, destination[length..], batch.Position - EndOf(before));
        length += Varint.Write(destination[length..], batch.Length);
        length += Varint.Write(destination[length..], batch.RecordCount);
        length += Varint.Write(destination[length..], batch.BaseTimestampMs - before.BaseTimestampMs);
        length += Varint.Write(destination[length..], batch.MaxTimestampMs - batch.BaseTimestampMs);
        length += WriteIf(parts, Parts.Producer, destination[length..], batch.ProducerId - before.ProducerId);
        length += WriteIf(parts, Parts.Producer, destination[length..], batch.ProducerEpoch);
        length += WriteIf(parts, Parts.Producer, destination[length..], batch.BaseSequence);
        return length + WriteIf(parts, Parts.Attributes, destination[length..], batch.Attributes);
    }

    private static int WriteIf(Parts parts, Parts part, Span<byte> destination, long value) =>
        parts.HasFlag(part) ? Varint.Write(destination, value) : 0;

    private static Parts PartsOf(in SegmentBatch batch, in SegmentBatch before)
    {
        var parts = batch.TopicId == before.TopicId ? Parts.None : Parts.Topic;
        parts |= batch.Partition == PartitionBefore(parts, before) ? Parts.None : Parts.Partition;
        parts |= batch.Position == EndOf(before) ? Parts.None : Parts.Gap;
        parts |= batch.Attributes == before.Attributes ? Parts.None : Parts.Attributes;
        var isNone = batch is { ProducerId: -1, ProducerEpoch: -1, BaseSequence: -1 };
        var continues = batch.ProducerId == before.ProducerId && batch.ProducerEpoch == before.ProducerEpoch
            && batch.BaseSequence == SequenceAfter(before);
        return parts | (isNone ? Parts.None : continues ? Parts.Continues : Parts.Producer);
    }

    private static SegmentBatch Read(ref Reader reader, in SegmentBatch before)
    {
        var parts = (Parts)reader.NextByte();
        var batch = new SegmentBatch
        {
            TopicId = parts.HasFlag(Parts.Topic) ? reader.NextUuid() : before.TopicId,
            Partition = reader.NextInt32If(parts.HasFlag(Parts.Partition), PartitionBefore(parts, before)),
            Position = reader.NextInt32If(parts.HasFlag(Parts.Gap), EndOf(before)),
            Length = reader.NextInt32(),
            RecordCount = reader.NextInt32(),
            BaseTimestampMs = before.BaseTimestampMs + reader.NextInt64(),
        };
        batch.MaxTimestampMs = batch.BaseTimestampMs + reader.NextInt64();
        if (parts.HasFlag(Parts.Continues))
        {
            (batch.ProducerId, batch.ProducerEpoch) = (before.ProducerId, before.ProducerEpoch);
            batch.BaseSequence = SequenceAfter(before);
        }
        else if (parts.HasFlag(Parts.Producer))
        {
            batch.ProducerId = before.ProducerId + reader.NextInt64();
            batch.ProducerEpoch = (short)reader.NextInt64();
            batch.BaseSequence = reader.NextInt32();
        }

        batch.Attributes = parts.HasFlag(Parts.Attributes) ? (short)reader.NextInt64() : before.Attributes;
        return batch;
    }

    private static int PartitionBefore(Parts parts, in SegmentBatch before) => parts.HasFlag(Parts.Topic) ? 0 : before.Partition;

    private static long EndOf(in SegmentBatch before) => (long)before.Position + before.Length;

    /// <summary>Sequences go on at 0 after the largest number.</summary>
    private static int SequenceAfter(in SegmentBatch before) => (before.BaseSequence + before.RecordCount) & int.MaxValue;

    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private int _position;

        public readonly bool IsAtEnd => _position == _bytes.Length;

        public byte NextByte() => Take(1)[0];

        public Uuid NextUuid() => Uuid.Read(Take(Uuid.Size));

        public long NextInt64()
        {
            _position = Varint.Read(_bytes, _position, out long value);
            return _position >= 0 ? value : throw new MalformedRequestException("The packed batches are cut off.");
        }

        public int NextInt32() => Int32Of(NextInt64());

        public int NextInt32If(bool isWritten, long before) => Int32Of(isWritten ? before + NextInt64() : before);

        private static int Int32Of(long value) => value is >= int.MinValue and <= int.MaxValue
            ? (int)value
            : throw new MalformedRequestException($"{value} in packed batches does not fit into 32 bits.");

        private ReadOnlySpan<byte> Take(int count)
        {
            if (_bytes.Length - _position < count)
            {
                throw new MalformedRequestException("The packed batches are cut off.");
            }

            var taken = _bytes.Slice(_position, count);
            _position += count;
            return taken;
        }
    }
}
