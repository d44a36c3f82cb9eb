namespace Garam.Client.Admin;

/// <param name="Name">The topic's name.</param>
/// <param name="Partitions">How many; -1 leaves it to the broker.</param>
/// <param name="ReplicationFactor">Copies of each partition; -1 leaves it to the broker.</param>
/// <param name="Configs">Set on the topic; everything else keeps the broker's default.</param>
public sealed record NewTopic(string Name, int Partitions, IReadOnlyDictionary<string, string>? Configs = null, short ReplicationFactor = -1);
