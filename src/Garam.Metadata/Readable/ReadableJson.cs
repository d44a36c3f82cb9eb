using System.Text.Json.Serialization;
using Garam.Metadata.Commands.Cluster;
using Garam.Metadata.Commands.Configs;
using Garam.Metadata.Commands.Groups;
using Garam.Metadata.Commands.Leadership;
using Garam.Metadata.Commands.Producers;
using Garam.Metadata.Commands.Segments;
using Garam.Metadata.Commands.Topics;
using Garam.Metadata.Snapshots;

namespace Garam.Metadata.Readable;

/// <summary>Commands and snapshot rows as JSON, for people who look into a journal or a snapshot. Nothing ever reads it back.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    IgnoreReadOnlyProperties = true,
    Converters = [typeof(UuidText)])]
[JsonSerializable(typeof(LeaderClaim))]
[JsonSerializable(typeof(Resign))]
[JsonSerializable(typeof(SetClusterIdentity))]
[JsonSerializable(typeof(SetFeatureLevel))]
[JsonSerializable(typeof(ResetTime))]
[JsonSerializable(typeof(RegisterProcess))]
[JsonSerializable(typeof(RemoveProcess))]
[JsonSerializable(typeof(RaiseBirthWatermark))]
[JsonSerializable(typeof(CreateTopic))]
[JsonSerializable(typeof(DeleteTopic))]
[JsonSerializable(typeof(CreatePartitions))]
[JsonSerializable(typeof(DeleteRecords))]
[JsonSerializable(typeof(AdvanceLogStart))]
[JsonSerializable(typeof(ReclaimExtents))]
[JsonSerializable(typeof(AlterConfigs))]
[JsonSerializable(typeof(CommitSegment))]
[JsonSerializable(typeof(ForgetSegments))]
[JsonSerializable(typeof(AllocateProducerId))]
[JsonSerializable(typeof(ExpireProducers))]
[JsonSerializable(typeof(CompleteJoin))]
[JsonSerializable(typeof(AssignGroup))]
[JsonSerializable(typeof(RemoveMembers))]
[JsonSerializable(typeof(ReplaceStaticMember))]
[JsonSerializable(typeof(CommitOffsets))]
[JsonSerializable(typeof(DeleteOffsets))]
[JsonSerializable(typeof(DeleteGroup))]
[JsonSerializable(typeof(ExpireOffsets))]
[JsonSerializable(typeof(HeaderRecord))]
[JsonSerializable(typeof(NodeIdRecord))]
[JsonSerializable(typeof(ProcessRecord))]
[JsonSerializable(typeof(ConfigRecord))]
[JsonSerializable(typeof(LiveSegmentRecord))]
[JsonSerializable(typeof(DeadSegmentRecord))]
[JsonSerializable(typeof(TopicRecord))]
[JsonSerializable(typeof(PartitionRecord))]
[JsonSerializable(typeof(ExtentsRecord))]
[JsonSerializable(typeof(ProducersRecord))]
[JsonSerializable(typeof(GroupRecord))]
[JsonSerializable(typeof(GroupOffsetsRecord))]
[JsonSerializable(typeof(RowPartRecord))]
[JsonSerializable(typeof(EndRecord))]
internal sealed partial class ReadableJson : JsonSerializerContext;
