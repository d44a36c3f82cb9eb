using Garam.Protocol;

namespace Garam.Simulation.Checks;

/// <summary>A log that never changes its identity: a partition of one incarnation of a topic.</summary>
internal readonly record struct LogPartition(Uuid TopicId, int Partition);
