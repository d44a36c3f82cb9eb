using Garam.Client.Groups;

namespace Garam.Cli.Records.Consuming;

/// <param name="Name">The group to join.</param>
/// <param name="Assignor">How it shall divide the partitions; null: as most groups do.</param>
/// <param name="Commit">When offsets are committed.</param>
internal sealed record GroupRequest(string Name, PartitionAssignor? Assignor, CommitMode Commit);
