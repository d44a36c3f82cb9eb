namespace Garam.Protocol.Records;

/// <summary>The outcome for one partition's records in a Produce request.</summary>
/// <param name="Error"><see cref="ErrorCode.None"/> if the batch is accepted.</param>
/// <param name="Message">What the client is told, or null.</param>
/// <param name="RecordIndex">The position of the record that is to blame, or -1 if it is the batch.</param>
/// <param name="MaxTimestampMs">
/// The greatest timestamp of an accepted batch: found in the records, or taken from the header where they are compressed.
/// Kafka corrects a header that says something else.
/// </param>
public readonly record struct BatchValidation(ErrorCode Error, string? Message, int RecordIndex, long MaxTimestampMs)
{
    public bool IsAccepted => Error == ErrorCode.None;

    public static BatchValidation Accepted(long maxTimestampMs) => new(ErrorCode.None, null, -1, maxTimestampMs);

    public static BatchValidation Rejected(ErrorCode error, string message, int recordIndex = -1) =>
        new(error, message, recordIndex, RecordBatchLayout.NoTimestamp);
}
