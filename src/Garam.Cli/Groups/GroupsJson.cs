using System.Text.Json.Serialization;

namespace Garam.Cli.Groups;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(GroupList))]
[JsonSerializable(typeof(GroupDetailsList))]
[JsonSerializable(typeof(ResetPlan))]
[JsonSerializable(typeof(DeletedGroups))]
[JsonSerializable(typeof(OffsetDeletion))]
internal sealed partial class GroupsJson : JsonSerializerContext;
