namespace Garam.Demo.Checking;

/// <summary>The outcome of a check so far.</summary>
internal readonly record struct CheckCounts
{
    /// <summary>Records that the cluster acknowledged to the producer.</summary>
    public long Acknowledged { get; init; }

    /// <summary>Different records that the group read.</summary>
    public long Read { get; init; }

    /// <summary>Acknowledged records that were not read yet.</summary>
    public long Unread { get; init; }

    /// <summary>
    /// Acknowledged records that were not read, although later ones of their partition were. At the end, all unread ones.
    /// </summary>
    public long Lost { get; init; }

    /// <summary>Records that lie at more than one offset of the log.</summary>
    public long Doubled { get; init; }

    /// <summary>Records that lie after a record that was sent later.</summary>
    public long Reordered { get; init; }

    /// <summary>Offsets at which another record was read later.</summary>
    public long Replaced { get; init; }

    /// <summary>Records that were read, and were not there when the log was read again.</summary>
    public long Vanished { get; init; }

    /// <summary>Records whose checksum is wrong, or that the demo did not write there.</summary>
    public long Damaged { get; init; }

    /// <summary>False if a partition has too many gaps to count them all.</summary>
    public required bool IsComplete { get; init; }

    public bool IsSound => Lost + Doubled + Reordered + Replaced + Vanished + Damaged == 0 && IsComplete;

    public static CheckCounts operator +(CheckCounts a, CheckCounts b) => new()
    {
        Acknowledged = a.Acknowledged + b.Acknowledged,
        Read = a.Read + b.Read,
        Unread = a.Unread + b.Unread,
        Lost = a.Lost + b.Lost,
        Doubled = a.Doubled + b.Doubled,
        Reordered = a.Reordered + b.Reordered,
        Replaced = a.Replaced + b.Replaced,
        Vanished = a.Vanished + b.Vanished,
        Damaged = a.Damaged + b.Damaged,
        IsComplete = a.IsComplete && b.IsComplete,
    };

    /// <summary>Nothing more comes: what was not read is lost.</summary>
    public CheckCounts AtEnd() => this with { Lost = Unread };
}
