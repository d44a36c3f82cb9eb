using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.DeleteTopics;

[Message(ApiKey.DeleteTopics, "1-6", Flexible = "4+")]
public sealed partial class DeleteTopicsRequest : IRequest
{
    /// <summary>The name or topic ID of the topic.</summary>
    [Field("6+")]
    public DeleteTopicState[] Topics { get; set; } = [];

    /// <summary>The names of the topics to delete.</summary>
    [Field("0-5")]
    public string[] TopicNames { get; set; } = [];

    /// <summary>The length of time in milliseconds to wait for the deletions to complete.</summary>
    [Field("0+")]
    public int TimeoutMs { get; set; }

    /// <summary>The name or topic ID of the topic.</summary>
    [WireStruct]
    public sealed partial class DeleteTopicState
    {
        /// <summary>The topic name.</summary>
        [Field("6+", Nullable = "6+")]
        public string? Name { get; set; }

        /// <summary>The unique topic ID.</summary>
        [Field("6+")]
        public Uuid TopicId { get; set; }
    }
}
