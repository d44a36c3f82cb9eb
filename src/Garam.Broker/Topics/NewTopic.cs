namespace Garam.Broker.Topics;

/// <param name="Name">Not checked yet.</param>
/// <param name="Partitions">-1: num.partitions.</param>
/// <param name="ReplicationFactor">-1: default.replication.factor.</param>
/// <param name="Configs">Not checked yet; a null value means the default.</param>
public sealed record NewTopic(string Name, int Partitions = -1, short ReplicationFactor = -1, IReadOnlyList<KeyValuePair<string, string?>>? Configs = null);
