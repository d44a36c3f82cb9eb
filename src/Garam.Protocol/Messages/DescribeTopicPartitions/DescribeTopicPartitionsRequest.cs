using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.DescribeTopicPartitions;

[Message(ApiKey.DescribeTopicPartitions, "0", Flexible = "0+")]
public sealed partial class DescribeTopicPartitionsRequest : IRequest
{
    /// <summary>The topics to fetch details for.</summary>
    [Field("0+")]
    public TopicRequest[] Topics { get; set; } = [];

    /// <summary>The maximum number of partitions included in the response.</summary>
    [Field("0+")]
    public int ResponsePartitionLimit { get; set; } = 2000;

    /// <summary>The first topic and partition index to fetch details for.</summary>
    [Field("0+", Nullable = "0+")]
    public TopicCursor? Cursor { get; set; }

    /// <summary>The topics to fetch details for.</summary>
    [WireStruct]
    public sealed partial class TopicRequest
    {
        /// <summary>The topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";
    }

    /// <summary>The first topic and partition index to fetch details for.</summary>
    [WireStruct]
    public sealed partial class TopicCursor
    {
        /// <summary>The name for the first topic to process.</summary>
        [Field("0+")]
        public string TopicName { get; set; } = "";

        /// <summary>The partition index to start with.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }
    }
}
