using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.ConsumerProtocol;

[Message("0-3")]
public sealed partial class ConsumerProtocolAssignment
{
    /// <summary>The list of topics and partitions assigned to this consumer.</summary>
    [Field("0+")]
    public TopicPartition[] AssignedPartitions { get; set; } = [];

    /// <summary>User data.</summary>
    [Field("0+", Nullable = "0+")]
    public ReadOnlyMemory<byte>? UserData { get; set; }

    /// <summary>The list of topics and partitions assigned to this consumer.</summary>
    [WireStruct]
    public sealed partial class TopicPartition
    {
        /// <summary>The topic name.</summary>
        [Field("0+")]
        public string Topic { get; set; } = "";

        /// <summary>The list of partitions assigned to this consumer.</summary>
        [Field("0+")]
        public int[] Partitions { get; set; } = [];
    }
}
