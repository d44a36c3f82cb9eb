using System.Text.Json.Serialization;
using Garam.Cli.Topics.Applying;
using Garam.Cli.Topics.Logs;

namespace Garam.Cli.Topics;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(TopicList))]
[JsonSerializable(typeof(ChangedTopics))]
[JsonSerializable(typeof(DeletedTopics))]
[JsonSerializable(typeof(TopicSizeList))]
[JsonSerializable(typeof(OffsetList))]
[JsonSerializable(typeof(RecordDeletion))]
[JsonSerializable(typeof(TopicDetailsList))]
[JsonSerializable(typeof(PlanDocument))]
internal sealed partial class TopicsJson : JsonSerializerContext;
