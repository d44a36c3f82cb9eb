namespace Garam.Cli.Clusters;

/// <summary><c>Apis</c> is null where they were not asked for.</summary>
internal sealed record BrokerDocument(int Id, string Host, int Port, string? Rack, IReadOnlyList<ApiDocument>? Apis);
