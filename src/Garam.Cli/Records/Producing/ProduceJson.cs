using System.Text.Json.Serialization;

namespace Garam.Cli.Records.Producing;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ProduceReport))]
internal sealed partial class ProduceJson : JsonSerializerContext;
