using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.OffsetDelete;

[Message(ApiKey.OffsetDelete, "0")]
public sealed partial class OffsetDeleteRequest : IRequest
{
    /// <summary>The unique group identifier.</summary>
    [Field("0+")]
    public string GroupId { get; set; } = "";

    /// <summary>The topics to delete offsets for.</summary>
    [Field("0+")]
    public OffsetDeleteRequestTopic[] Topics { get; set; } = [];

    /// <summary>The topics to delete offsets for.</summary>
    [WireStruct]
    public sealed partial class OffsetDeleteRequestTopic
    {
        /// <summary>The topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>Each partition to delete offsets for.</summary>
        [Field("0+")]
        public OffsetDeleteRequestPartition[] Partitions { get; set; } = [];
    }

    /// <summary>Each partition to delete offsets for.</summary>
    [WireStruct]
    public sealed partial class OffsetDeleteRequestPartition
    {
        /// <summary>The partition index.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }
    }
}
