namespace Garam.Cli.Clusters;

/// <summary>What <c>garam cluster --json</c> prints.</summary>
internal sealed record ClusterDocument(string? ClusterId, IReadOnlyList<BrokerDocument> Brokers);
