using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.OffsetForLeaderEpoch;

[Message(ApiKey.OffsetForLeaderEpoch, "2-4", Flexible = "4+")]
public sealed partial class OffsetForLeaderEpochRequest : IRequest
{
    /// <summary>The broker ID of the follower, of -1 if this request is from a consumer.</summary>
    [Field("3+")]
    public int ReplicaId { get; set; } = -2;

    /// <summary>Each topic to get offsets for.</summary>
    [Field("0+")]
    public OffsetForLeaderTopic[] Topics { get; set; } = [];

    /// <summary>Each topic to get offsets for.</summary>
    [WireStruct]
    public sealed partial class OffsetForLeaderTopic
    {
        /// <summary>The topic name.</summary>
        [Field("0+")]
        public string Topic { get; set; } = "";

        /// <summary>Each partition to get offsets for.</summary>
        [Field("0+")]
        public OffsetForLeaderPartition[] Partitions { get; set; } = [];
    }

    /// <summary>Each partition to get offsets for.</summary>
    [WireStruct]
    public sealed partial class OffsetForLeaderPartition
    {
        /// <summary>The partition index.</summary>
        [Field("0+")]
        public int Partition { get; set; }

        /// <summary>
        /// An epoch used to fence consumers/replicas with old metadata. If the epoch provided by the client is larger than the current
        /// epoch known to the broker, then the UNKNOWN_LEADER_EPOCH error code will be returned. If the provided epoch is smaller, then the
        /// FENCED_LEADER_EPOCH error code will be returned.
        /// </summary>
        [Field("2+")]
        public int CurrentLeaderEpoch { get; set; } = -1;

        /// <summary>The epoch to look up an offset for.</summary>
        [Field("0+")]
        public int LeaderEpoch { get; set; }
    }
}
