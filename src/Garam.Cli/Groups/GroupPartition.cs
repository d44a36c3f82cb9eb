namespace Garam.Cli.Groups;

/// <param name="Topic">Its topic.</param>
/// <param name="Partition">Its number.</param>
/// <param name="Committed">The next offset that the group reads; null when it has committed none.</param>
/// <param name="Start">The first record that is there; null when the topic is gone.</param>
/// <param name="End">Where the next record goes; null when the topic is gone.</param>
/// <param name="Lag">From the committed offset to the end.</param>
/// <param name="MemberId">Who reads it.</param>
internal sealed record GroupPartition(string Topic, int Partition, long? Committed, long? Start, long? End, long? Lag, string? MemberId);
