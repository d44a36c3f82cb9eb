using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.CreateTopics;

[Message(ApiKey.CreateTopics, "2-7", Flexible = "5+")]
public sealed partial class CreateTopicsRequest : IRequest
{
    /// <summary>The topics to create.</summary>
    [Field("0+")]
    public CreatableTopic[] Topics { get; set; } = [];

    /// <summary>How long to wait in milliseconds before timing out the request.</summary>
    [Field("0+")]
    public int TimeoutMs { get; set; } = 60000;

    /// <summary>If true, check that the topics can be created as specified, but don't create anything.</summary>
    [Field("1+")]
    public bool ValidateOnly { get; set; }

    /// <summary>The topics to create.</summary>
    [WireStruct]
    public sealed partial class CreatableTopic
    {
        /// <summary>The topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>
        /// The number of partitions to create in the topic, or -1 if we are either specifying a manual partition assignment or using the
        /// default partitions.
        /// </summary>
        [Field("0+")]
        public int NumPartitions { get; set; }

        /// <summary>
        /// The number of replicas to create for each partition in the topic, or -1 if we are either specifying a manual partition
        /// assignment or using the default replication factor.
        /// </summary>
        [Field("0+")]
        public short ReplicationFactor { get; set; }

        /// <summary>The manual partition assignment, or the empty array if we are using automatic assignment.</summary>
        [Field("0+")]
        public CreatableReplicaAssignment[] Assignments { get; set; } = [];

        /// <summary>The custom topic configurations to set.</summary>
        [Field("0+")]
        public CreatableTopicConfig[] Configs { get; set; } = [];
    }

    /// <summary>The manual partition assignment, or the empty array if we are using automatic assignment.</summary>
    [WireStruct]
    public sealed partial class CreatableReplicaAssignment
    {
        /// <summary>The partition index.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>The brokers to place the partition on.</summary>
        [Field("0+")]
        public int[] BrokerIds { get; set; } = [];
    }

    /// <summary>The custom topic configurations to set.</summary>
    [WireStruct]
    public sealed partial class CreatableTopicConfig
    {
        /// <summary>The configuration name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>The configuration value.</summary>
        [Field("0+", Nullable = "0+")]
        public string? Value { get; set; } = "";
    }
}
