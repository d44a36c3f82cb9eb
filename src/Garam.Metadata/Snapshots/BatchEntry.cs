using Garam.Metadata.Producers;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Snapshots;

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
