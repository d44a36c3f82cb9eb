using Garam.Client.Admin;

namespace Garam.Cli.Topics.Applying;

/// <summary>A topic as the cluster has it.</summary>
/// <param name="Topic">Its partitions.</param>
/// <param name="Configs">Every setting, by name.</param>
internal sealed record ExistingTopic(TopicDescription Topic, IReadOnlyDictionary<string, ConfigEntry> Configs);
