using Garam.Protocol;

namespace Garam.Metadata.Producers;

/// <param name="Error">None when the batch is accepted or was appended before.</param>
/// <param name="Original">The batch that it repeats.</param>
internal readonly record struct SequenceVerdict(ErrorCode Error, RememberedBatch? Original)
{
    public static readonly SequenceVerdict Accept = new(ErrorCode.None, null);

    public static SequenceVerdict Duplicate(RememberedBatch original) => new(ErrorCode.None, original);

    public static SequenceVerdict Refuse(ErrorCode error) => new(error, null);
}
