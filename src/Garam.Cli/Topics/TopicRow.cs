namespace Garam.Cli.Topics;

/// <summary>A topic in the list.</summary>
internal sealed record TopicRow(string Name, string? Id, int Partitions, int ReplicationFactor, bool Internal);
