namespace Garam.Cli.Groups;

/// <summary>The document that <c>garam groups describe --json</c> prints.</summary>
internal sealed record GroupDetailsList(IReadOnlyList<GroupDetails> Groups);

/// <param name="Name">The group's name.</param>
/// <param name="State">Kafka's name of it; null where the broker does not tell.</param>
/// <param name="Type">classic, consumer, share or streams; null where the broker does not tell.</param>
/// <param name="ProtocolType">consumer for consumers, empty for a group that only has offsets.</param>
/// <param name="Assignor">How the group divides its partitions; null without members.</param>
/// <param name="Coordinator">The broker that keeps the group, as HOST:PORT.</param>
/// <param name="Members">Null where they are not known to this program: of share and streams groups.</param>
/// <param name="Partitions">What the group has committed or is reading.</param>
/// <param name="TotalLag">The sum of the lags that are known; null where none is, as in a group that has committed nothing.</param>
internal sealed record GroupDetails(
    string Name,
    string? State,
    string? Type,
    string ProtocolType,
    string? Assignor,
    string Coordinator,
    IReadOnlyList<GroupMember>? Members,
    IReadOnlyList<GroupPartition> Partitions,
    long? TotalLag);
