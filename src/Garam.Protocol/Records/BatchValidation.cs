namespace Garam.Protocol.Records;

/// <summary>The outcome for one partition's records in a Produce request.</summary>
/// <param name="Error"><see cref="ErrorCode.None"/> if the batch is accepted.</param>
/// <param name="Message">The message for the client, or null.</param>
/// <param name="MaxTimestampMs">
/// The greatest timestamp of an accepted batch, from the records, or from the header if they were not decompressed. Kafka corrects a header
/// with another value.
/// </param>
public readonly record struct BatchValidation(ErrorCode Error, string? Message, long MaxTimestampMs)
{
    /// <summary>The records at fault; empty if the batch is.</summary>
    public RecordFault[] Records { get; private init; } = [];

    public bool IsAccepted => Error == ErrorCode.None;

    /// <summary>
    /// True if the partition's log refused the batch, rather than the check of the request. Kafka then names the log's start.
    /// </summary>
    public bool ReachedLog { get; init; }

    public static BatchValidation Accepted(long maxTimestampMs) => new(ErrorCode.None, null, maxTimestampMs);

    public static BatchValidation Rejected(ErrorCode error, string message) => new(error, message, RecordBatchLayout.NoTimestamp);

    public static BatchValidation Rejected(ErrorCode error, string message, RecordFault[] records) =>
        new(error, message, RecordBatchLayout.NoTimestamp) { Records = records };
}
