using Garam.Protocol.Records;

namespace Garam.UnitTests.Broker.Support;

/// <summary>Record batches as producers send them.</summary>
internal static class Batches
{
    public static byte[] Make(int records, int valueBytes = 10, long timestampMs = 1_000, long producerId = -1, short epoch = -1, int sequence = -1)
    {
        var builder = new BatchBuilder { ProducerId = producerId, ProducerEpoch = epoch, BaseSequence = sequence };
        for (var i = 0; i < records; i++)
        {
            builder.Append(timestampMs + i, null, new byte[valueBytes]);
        }

        return builder.ToArray();
    }
}
