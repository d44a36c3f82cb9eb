using System.Text.Json.Serialization;

namespace Garam.Cli.Bench.Reports;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BenchReport))]
[JsonSerializable(typeof(ComparisonDocument))]
internal sealed partial class BenchJson : JsonSerializerContext;
