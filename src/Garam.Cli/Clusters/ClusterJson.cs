using System.Text.Json.Serialization;

namespace Garam.Cli.Clusters;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ClusterDocument))]
internal sealed partial class ClusterJson : JsonSerializerContext;
