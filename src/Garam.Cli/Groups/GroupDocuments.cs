using System.Text.Json.Serialization;

namespace Garam.Cli.Groups;

/// <summary>The document that <c>garam groups list --json</c> prints.</summary>
internal sealed record GroupList(IReadOnlyList<GroupRow> Groups);

/// <param name="Name">The group's name.</param>
/// <param name="State">Kafka's name of the state; null if the broker does not tell.</param>
/// <param name="Type">classic, or consumer for the protocol of KIP-848; null if the broker does not tell.</param>
/// <param name="ProtocolType">consumer for consumers, empty for a group that only has offsets.</param>
/// <param name="Lag">The sum of the known lags; null if none is known, or --lag was not given.</param>
internal sealed record GroupRow(string Name, string? State, string? Type, string ProtocolType, long? Lag = null);

/// <summary>The document that <c>garam groups describe --json</c> prints.</summary>
internal sealed record GroupDetailsList(IReadOnlyList<GroupDetails> Groups);

/// <param name="Name">The group's name.</param>
/// <param name="State">Kafka's name of the state; null if the broker does not tell.</param>
/// <param name="Type">classic, consumer, share or streams; null if the broker does not tell.</param>
/// <param name="ProtocolType">consumer for consumers, empty for a group that only has offsets.</param>
/// <param name="Assignor">How the group divides its partitions; null without members.</param>
/// <param name="Coordinator">The broker that keeps the group, as HOST:PORT.</param>
/// <param name="Members">Null for share and streams groups, whose members this program cannot read.</param>
/// <param name="Partitions">The partitions that the group reads or has committed offsets of.</param>
/// <param name="TotalLag">The sum of the known lags; null if none is known, as in a group that has committed nothing.</param>
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

/// <param name="MemberId">The id that the coordinator gave.</param>
/// <param name="InstanceId">The id of a static member.</param>
/// <param name="ClientId">The name that the member gives itself.</param>
/// <param name="Host">The address that it connects from.</param>
/// <param name="Topics">The topics that it subscribes to.</param>
/// <param name="Partitions">The partitions that it was assigned.</param>
internal sealed record GroupMember(
    string MemberId,
    string? InstanceId,
    string ClientId,
    string Host,
    IReadOnlyList<string> Topics,
    IReadOnlyList<AssignedPartition> Partitions);

internal sealed record AssignedPartition(string Topic, int Partition);

/// <param name="Topic">The topic's name.</param>
/// <param name="Partition">The partition's number.</param>
/// <param name="Committed">The next offset that the group reads; null if it has committed none.</param>
/// <param name="Start">The first record that is there; null if the topic is gone.</param>
/// <param name="End">Where the next record goes; null if the topic is gone.</param>
/// <param name="Lag">The distance from the committed offset to the end.</param>
/// <param name="MemberId">The member that reads it.</param>
internal sealed record GroupPartition(string Topic, int Partition, long? Committed, long? Start, long? End, long? Lag, string? MemberId);

/// <summary>The document that <c>garam groups delete --json</c> prints.</summary>
/// <param name="Done">False if the user did not agree: then these are the groups that would be deleted.</param>
/// <param name="Groups">The deleted groups.</param>
/// <param name="Unchanged">Groups that did not exist.</param>
/// <param name="Refused">Groups that the cluster did not delete, with its reasons.</param>
internal sealed record DeletedGroups(
    bool Done, IReadOnlyList<string> Groups, IReadOnlyList<string> Unchanged, IReadOnlyList<RefusedGroup> Refused);

internal sealed record RefusedGroup(string Name, string Error);

/// <summary>The document that <c>garam groups reset-offsets --json</c> prints.</summary>
/// <param name="Group">The group's name.</param>
/// <param name="Executed">False for a plan.</param>
/// <param name="Partitions">By topic and number.</param>
internal sealed record ResetPlan(string Group, bool Executed, IReadOnlyList<ResetStep> Partitions);

/// <param name="Topic">The topic's name.</param>
/// <param name="Partition">The partition's number.</param>
/// <param name="From">The offset that is committed now; null if there is none.</param>
/// <param name="To">The offset to commit.</param>
/// <param name="Error">Kafka's name of the error if the cluster refused; null if it did not.</param>
internal sealed record ResetStep(string Topic, int Partition, long? From, long To, string? Error = null);

/// <summary>The document that <c>garam groups delete-offsets --json</c> prints.</summary>
/// <param name="Group">The group's name.</param>
/// <param name="Done">False if the user did not agree.</param>
/// <param name="Partitions">By topic and number.</param>
internal sealed record OffsetDeletion(string Group, bool Done, IReadOnlyList<ForgottenOffset> Partitions);

/// <param name="Topic">The topic's name.</param>
/// <param name="Partition">The partition's number.</param>
/// <param name="Committed">The committed offset before the deletion.</param>
/// <param name="Error">Kafka's name of the error if the cluster refused; null if it did not.</param>
internal sealed record ForgottenOffset(string Topic, int Partition, long Committed, string? Error = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(GroupList))]
[JsonSerializable(typeof(GroupDetailsList))]
[JsonSerializable(typeof(DeletedGroups))]
[JsonSerializable(typeof(ResetPlan))]
[JsonSerializable(typeof(OffsetDeletion))]
internal sealed partial class GroupsJson : JsonSerializerContext;
