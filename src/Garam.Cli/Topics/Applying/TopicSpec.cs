namespace Garam.Cli.Topics.Applying;

/// <summary>A topic as a file wants it.</summary>
/// <param name="Name">The topic's name.</param>
/// <param name="Origin">File and line, for what is said about it.</param>
/// <param name="Partitions">Null leaves it to the broker, or as it is.</param>
/// <param name="ReplicationFactor">Null leaves it to the broker, or as it is.</param>
/// <param name="Configs">Settings; a null value asks for the default.</param>
internal sealed record TopicSpec(string Name, string Origin, int? Partitions, int? ReplicationFactor, IReadOnlyDictionary<string, string?> Configs);
