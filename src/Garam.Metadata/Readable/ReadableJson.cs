using System.Text.Json;
using System.Text.Json.Serialization;
using Garam.Metadata.Cluster;
using Garam.Metadata.Configs;
using Garam.Metadata.Groups;
using Garam.Metadata.Logs;
using Garam.Metadata.Partitions;
using Garam.Metadata.Producers;
using Garam.Metadata.Segments;
using Garam.Metadata.Snapshots;
using Garam.Metadata.Topics;
using Garam.Protocol;

namespace Garam.Metadata.Readable;

/// <summary>Writes commands and snapshot rows as JSON for people who look into a journal or a snapshot. Nothing reads it back.</summary>
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
[JsonSerializable(typeof(DrainProcess))]
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

/// <summary>Writes ids as Kafka's tools print them.</summary>
internal sealed class UuidText : JsonConverter<Uuid>
{
    public override Uuid Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("What is made for people is not read back.");

    public override void Write(Utf8JsonWriter writer, Uuid value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
