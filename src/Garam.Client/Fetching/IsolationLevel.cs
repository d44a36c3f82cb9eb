namespace Garam.Client.Fetching;

/// <summary>Which records of transactions are read; the values are Kafka's.</summary>
public enum IsolationLevel
{
    /// <summary>All, up to the high watermark: also those of transactions that are under way or were aborted.</summary>
    Uncommitted,

    /// <summary>None of aborted transactions, and nothing behind the beginning of the first one that is under way (the last stable offset).</summary>
    Committed,
}
