using System.Text.Json.Serialization;
using Garam.Cli.Topics.Applying;

namespace Garam.Cli.Topics;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(TopicList))]
[JsonSerializable(typeof(ChangedTopics))]
[JsonSerializable(typeof(TopicDetailsList))]
[JsonSerializable(typeof(PlanDocument))]
internal sealed partial class TopicsJson : JsonSerializerContext;
