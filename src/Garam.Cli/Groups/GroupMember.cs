namespace Garam.Cli.Groups;

/// <param name="MemberId">Given by the coordinator.</param>
/// <param name="InstanceId">Of a static member.</param>
/// <param name="ClientId">What the member calls itself.</param>
/// <param name="Host">Where it connects from.</param>
/// <param name="Topics">What it subscribes to.</param>
/// <param name="Partitions">What it was given.</param>
internal sealed record GroupMember(
    string MemberId, string? InstanceId, string ClientId, string Host, IReadOnlyList<string> Topics, IReadOnlyList<AssignedPartition> Partitions);

internal sealed record AssignedPartition(string Topic, int Partition);
