using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.ConsumerProtocol;

[Message("0-3")]
public sealed partial class ConsumerProtocolSubscription
{
    /// <summary>The topics that the member wants to consume.</summary>
    [Field("0+")]
    public string[] Topics { get; set; } = [];

    /// <summary>User data that will be passed back to the consumer.</summary>
    [Field("0+", Nullable = "0+")]
    public ReadOnlyMemory<byte>? UserData { get; set; }

    /// <summary>The partitions that the member owns.</summary>
    [Field("1+")]
    public TopicPartition[] OwnedPartitions { get; set; } = [];

    /// <summary>The generation id of the member.</summary>
    [Field("2+")]
    public int GenerationId { get; set; } = -1;

    /// <summary>The rack id of the member.</summary>
    [Field("3+", Nullable = "3+")]
    public string? RackId { get; set; }

    /// <summary>The partitions that the member owns.</summary>
    [WireStruct]
    public sealed partial class TopicPartition
    {
        /// <summary>The topic name.</summary>
        [Field("1+")]
        public string Topic { get; set; } = "";

        /// <summary>The partition ids.</summary>
        [Field("1+")]
        public int[] Partitions { get; set; } = [];
    }
}
