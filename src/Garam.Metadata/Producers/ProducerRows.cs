using Garam.Protocol.Wire;

namespace Garam.Metadata.Producers;

/// <summary>One producer in the row of the producers of a partition.</summary>
[WireStruct(Flexible = "0+")]
internal sealed partial class ProducerEntry
{
    [Field]
    public long ProducerId { get; set; }

    [Field]
    public short Epoch { get; set; }

    [Field]
    public long LastCommitMs { get; set; }

    /// <summary>-1 when it is not known.</summary>
    [Field("1+")]
    public int FirstSequence { get; set; } = -1;

    /// <summary>Oldest first, at least one.</summary>
    [Field]
    public BatchEntry[] Batches { get; set; } = [];

    public static ProducerEntry Of(ProducerState producer)
    {
        var batches = new BatchEntry[producer.Window.Count];
        for (var i = 0; i < batches.Length; i++)
        {
            batches[i] = BatchEntry.Of(producer.Window[i]);
        }

        return new ProducerEntry
        {
            ProducerId = producer.ProducerId,
            Epoch = producer.Epoch,
            LastCommitMs = producer.LastCommitMs,
            FirstSequence = producer.FirstSequence ?? -1,
            Batches = batches,
        };
    }

    public ProducerState ToProducer()
    {
        var window = default(BatchWindow);
        foreach (var batch in Batches)
        {
            window = window.With(batch.ToBatch());
        }

        return new ProducerState(ProducerId, Epoch, window, FirstSequence < 0 ? null : FirstSequence, LastCommitMs);
    }
}

[WireStruct(Flexible = "0+")]
internal partial struct BatchEntry
{
    [Field]
    public int BaseSequence { get; set; }

    [Field]
    public int LastSequence { get; set; }

    [Field]
    public long BaseOffset { get; set; }

    [Field]
    public long MaxTimestampMs { get; set; }

    public static BatchEntry Of(RememberedBatch batch) => new()
    {
        BaseSequence = batch.BaseSequence,
        LastSequence = batch.LastSequence,
        BaseOffset = batch.BaseOffset,
        MaxTimestampMs = batch.MaxTimestampMs,
    };

    public readonly RememberedBatch ToBatch() => new(BaseSequence, LastSequence, BaseOffset, MaxTimestampMs);
}
