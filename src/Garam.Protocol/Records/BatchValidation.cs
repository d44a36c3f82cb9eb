namespace Garam.Protocol.Records;

/// <summary>The outcome for one partition's records in a Produce request.</summary>
/// <param name="Error"><see cref="ErrorCode.None"/> if the batch is accepted.</param>
/// <param name="Message">What the client is told, or null.</param>
/// <param name="MaxTimestampMs">
/// The greatest timestamp of an accepted batch: found in the records, or taken from the header where they were not decompressed.
/// Kafka corrects a header that says something else.
/// </param>
public readonly record struct BatchValidation(ErrorCode Error, string? Message, long MaxTimestampMs)
{
    /// <summary>The records that are to blame; empty if it is the batch.</summary>
    public RecordFault[] Records { get; private init; } = [];

    public bool IsAccepted => Error == ErrorCode.None;

    /// <summary>The partition's log refused it and not the request's own check: Kafka then names the log's start.</summary>
    public bool ReachedLog { get; init; }

    public static BatchValidation Accepted(long maxTimestampMs) => new(ErrorCode.None, null, maxTimestampMs);

    public static BatchValidation Rejected(ErrorCode error, string message) => new(error, message, RecordBatchLayout.NoTimestamp);

    public static BatchValidation Rejected(ErrorCode error, string message, RecordFault[] records) =>
        new(error, message, RecordBatchLayout.NoTimestamp) { Records = records };
}
