using Garam.Metadata.Segments;
using Garam.Protocol.Messages.Produce;
using Garam.Transport.Buffers;

namespace Garam.Broker.WritePath;

/// <summary>The bytes of a segment, complete with footer, what they hold, and whom to tell. It keeps nothing of the frames.</summary>
/// <param name="Block">At least as long as the segment; its owner is the flight.</param>
/// <param name="Length">Of the segment.</param>
/// <param name="Batches">In the order in which they lie in the segment.</param>
/// <param name="Receivers">One for each batch.</param>
internal sealed record SealedSegment(ArenaBlock Block, int Length, SegmentBatch[] Batches, BatchReceiver[] Receivers)
{
    public ReadOnlyMemory<byte> Content => Block.Memory[..Length];
}

/// <summary>Where the result of one batch goes.</summary>
internal readonly record struct BatchReceiver(PendingProduce Request, ProduceResponse.PartitionProduceResponse Answer)
{
    public void Settle(in BatchResult result)
    {
        Answer.ErrorCode = result.Error;
        Answer.BaseOffset = result.BaseOffset;
        Answer.LogAppendTimeMs = result.LogAppendTimeMs;
        Answer.LogStartOffset = result.LogStartOffset;
        Request.BatchSettled();
    }
}
