namespace Garam.Protocol.Records;

/// <summary>
/// Gathers the faults of a batch's records into one refusal, as Kafka does. It counts all of them and lists as many as are allowed.
/// </summary>
internal sealed class RecordFaults(int listedMax)
{
    /// <summary>The most faults in the batch's own message.</summary>
    private const int ShownMax = 3;

    private readonly List<RecordFault> _listed = [];
    private readonly List<RecordFault> _shown = [];
    private int _count;
    private bool _hasTimestampFault;

    public void Add(ErrorCode error, RecordFault fault)
    {
        _count++;
        _hasTimestampFault |= error == ErrorCode.InvalidTimestamp;
        AddUpTo(listedMax, _listed, fault);
        AddUpTo(ShownMax, _shown, fault);
    }

    public BatchValidation ToValidation() => _hasTimestampFault
        ? BatchValidation.Rejected(
            ErrorCode.InvalidTimestamp, "One or more records have been rejected due to invalid timestamp", [.. _listed])
        : BatchValidation.Rejected(
            ErrorCode.InvalidRecord,
            $"One or more records have been rejected due to {_count} record errors in total, "
                + $"and only showing the first three errors at most: [{string.Join(", ", _shown)}]",
            [.. _listed]);

    private static void AddUpTo(int max, List<RecordFault> list, RecordFault fault)
    {
        if (list.Count < max)
        {
            list.Add(fault);
        }
    }
}
