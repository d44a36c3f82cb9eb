using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.DescribeProducers;

[Message(ApiKey.DescribeProducers, "0", Flexible = "0+")]
public sealed partial class DescribeProducersRequest : IRequest
{
    /// <summary>The topics to list producers for.</summary>
    [Field("0+")]
    public TopicRequest[] Topics { get; set; } = [];

    /// <summary>The topics to list producers for.</summary>
    [WireStruct]
    public sealed partial class TopicRequest
    {
        /// <summary>The topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>The indexes of the partitions to list producers for.</summary>
        [Field("0+")]
        public int[] PartitionIndexes { get; set; } = [];
    }
}
