namespace Garam.Protocol.Records;

/// <summary>
/// Validates the records of a batch whose header is sound. A record that cannot be read refuses the batch as a whole. Records that break
/// the topic's rules are all named.
/// </summary>
internal static class RecordsValidator
{
    /// <param name="records">Records after the header, decompressed.</param>
    public static BatchValidation Validate(RecordBatchHeader header, ReadOnlySpan<byte> records, in BatchRules rules)
    {
        var maxTimestamp = RecordBatchLayout.NoTimestamp;
        RecordFaults? faults = null;
        var reader = new RecordReader(header, records);
        while (reader.MoveNext())
        {
            ref readonly var record = ref reader.Current;
            if (record.Offset != reader.Index)
            {
                return BatchValidation.Rejected(ErrorCode.InvalidRecord, $"The offset delta of record {reader.Index} is {record.Offset}.");
            }

            if (!rules.IsKeyRequired || record.HasKey)
            {
                CheckTimestamp(header, record, rules, ref faults);
            }
            else
            {
                Add(
                    ref faults, rules, ErrorCode.InvalidRecord, record,
                    $"Compacted topic cannot accept message without key in topic partition {rules.Topic}-{rules.Partition}");
            }

            maxTimestamp = Math.Max(maxTimestamp, record.Timestamp);
        }

        return reader.Fault is not null ? BatchValidation.Rejected(ErrorCode.InvalidRecord, reader.Fault)
            : faults?.ToValidation() ?? BatchValidation.Accepted(maxTimestamp);
    }

    public static bool IsTimestampAllowed(long timestampMs, in BatchRules rules) =>
        (timestampMs >= rules.TimestampMsMin && timestampMs <= rules.TimestampMsMax)
        || timestampMs == RecordBatchLayout.NoTimestamp
        || rules.TimestampType == TimestampType.LogAppendTime;

    /// <summary>
    /// Checks a record's time. As in Kafka, a producer may claim log append time if the topic does not use it and the records have a time.
    /// The broker then corrects the claim.
    /// </summary>
    private static void CheckTimestamp(RecordBatchHeader header, in Record record, in BatchRules rules, ref RecordFaults? faults)
    {
        if (!IsTimestampAllowed(record.Timestamp, rules))
        {
            Add(ref faults, rules, ErrorCode.InvalidTimestamp, record, OutOfRange(record, rules));
        }
        else if (header.TimestampType == TimestampType.LogAppendTime
            && (rules.TimestampType == TimestampType.LogAppendTime || record.Timestamp == RecordBatchLayout.NoTimestamp))
        {
            var shown = $"DefaultRecord(offset={record.Offset}, timestamp={record.Timestamp}, "
                + $"key={record.Key.Length} bytes, value={record.Value.Length} bytes)";
            Add(
                ref faults, rules, ErrorCode.InvalidTimestamp, record,
                $"Invalid timestamp type in message {shown}. Producer should not set timestamp type to LogAppendTime.");
        }
    }

    private static string OutOfRange(in Record record, in BatchRules rules) =>
        $"Timestamp {record.Timestamp} of message with offset {record.Offset} is out of range. "
            + $"The timestamp should be within [{rules.TimestampMsMin}, {rules.TimestampMsMax}]";

    /// <summary>Adds a fault under the record's offset delta, which is its position for every record that gets here.</summary>
    private static void Add(ref RecordFaults? faults, in BatchRules rules, ErrorCode error, in Record record, string message)
    {
        faults ??= new RecordFaults(rules.RecordFaultsMax);
        faults.Add(error, new RecordFault((int)record.Offset, message));
    }
}
