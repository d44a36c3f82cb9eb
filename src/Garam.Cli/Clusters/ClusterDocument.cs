namespace Garam.Cli.Clusters;

/// <summary>The document that <c>garam cluster --json</c> prints.</summary>
internal sealed record ClusterDocument(string? ClusterId, int ControllerId, IReadOnlyList<BrokerDocument> Brokers);
