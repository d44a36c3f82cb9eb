using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.CreatePartitions;

[Message(ApiKey.CreatePartitions, "0-3", Flexible = "2+")]
public sealed partial class CreatePartitionsRequest : IRequest
{
    /// <summary>Each topic that we want to create new partitions inside.</summary>
    [Field("0+")]
    public CreatePartitionsTopic[] Topics { get; set; } = [];

    /// <summary>The time in ms to wait for the partitions to be created.</summary>
    [Field("0+")]
    public int TimeoutMs { get; set; }

    /// <summary>If true, then validate the request, but don't actually increase the number of partitions.</summary>
    [Field("0+")]
    public bool ValidateOnly { get; set; }

    /// <summary>Each topic that we want to create new partitions inside.</summary>
    [WireStruct]
    public sealed partial class CreatePartitionsTopic
    {
        /// <summary>The topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>The new partition count.</summary>
        [Field("0+")]
        public int Count { get; set; }

        /// <summary>The new partition assignments.</summary>
        [Field("0+", Nullable = "0+")]
        public CreatePartitionsAssignment[]? Assignments { get; set; } = [];
    }

    /// <summary>The new partition assignments.</summary>
    [WireStruct]
    public sealed partial class CreatePartitionsAssignment
    {
        /// <summary>The assigned broker IDs.</summary>
        [Field("0+")]
        public int[] BrokerIds { get; set; } = [];
    }
}
