namespace Garam.Cli.Records.Producing;

/// <summary>The document that <c>garam produce --json</c> prints.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Records">Acknowledged records.</param>
/// <param name="Failed">Records that were handed over and not acknowledged.</param>
/// <param name="Bytes">Bytes of the keys and values of acknowledged records.</param>
/// <param name="Seconds">From the first to the last.</param>
/// <param name="Partitions">By number.</param>
internal sealed record ProduceReport(string Topic, long Records, long Failed, long Bytes, double Seconds, IReadOnlyList<PartitionDeliveries> Partitions);
