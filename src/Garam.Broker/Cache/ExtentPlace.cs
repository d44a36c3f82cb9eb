namespace Garam.Broker.Cache;

/// <summary>Where consecutive batches of one partition lie in a segment, and which offsets they have.</summary>
/// <param name="Position">Of the first batch, in the segment.</param>
/// <param name="Length">Of all of them, in bytes.</param>
/// <param name="BaseOffset">Of the first record.</param>
/// <param name="LastOffset">Of the last record.</param>
public readonly record struct ExtentPlace(int Position, int Length, long BaseOffset, long LastOffset);
