using Garam.Protocol;

namespace Garam.Metadata.Topics;

/// <summary>A topic. Never changed once made.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Partitions">How many it has, numbered from 0.</param>
/// <param name="ReplicationFactor">As its creator asked; the store replicates.</param>
/// <param name="CreatedMs">The leader's clock then.</param>
public sealed record TopicState(Uuid Id, string Name, int Partitions, short ReplicationFactor, long CreatedMs);
