namespace Garam.Protocol.Records;

/// <summary>The fault of one record of a batch that can be read.</summary>
/// <param name="Index">Its position in the batch.</param>
/// <param name="Message">In Kafka's words.</param>
public readonly record struct RecordFault(int Index, string Message)
{
    public override string ToString() => $"RecordError(batchIndex={Index}, message='{Message}')";
}
