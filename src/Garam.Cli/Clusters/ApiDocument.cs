namespace Garam.Cli.Clusters;

/// <summary><c>Used</c> is the version that this client speaks with such a broker, or null where there is none in common.</summary>
internal sealed record ApiDocument(int Key, string Name, int Min, int Max, int? Used);
