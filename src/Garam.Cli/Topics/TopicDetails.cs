namespace Garam.Cli.Topics;

internal sealed record TopicDetails(
    string Name, string? Id, bool Internal, int ReplicationFactor, IReadOnlyList<PartitionDetails> Partitions, IReadOnlyList<ConfigDetails> Configs);
