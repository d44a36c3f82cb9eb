using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.OffsetForLeaderEpoch;

[Message(ApiKey.OffsetForLeaderEpoch, "2-4", Flexible = "4+")]
public sealed partial class OffsetForLeaderEpochResponse : IResponse
{
    /// <summary>
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate
    /// any quota.
    /// </summary>
    [Field("2+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>Each topic we fetched offsets for.</summary>
    [Field("0+")]
    public OffsetForLeaderTopicResult[] Topics { get; set; } = [];

    /// <summary>Each topic we fetched offsets for.</summary>
    [WireStruct]
    public sealed partial class OffsetForLeaderTopicResult
    {
        /// <summary>The topic name.</summary>
        [Field("0+")]
        public string Topic { get; set; } = "";

        /// <summary>Each partition in the topic we fetched offsets for.</summary>
        [Field("0+")]
        public EpochEndOffset[] Partitions { get; set; } = [];
    }

    /// <summary>Each partition in the topic we fetched offsets for.</summary>
    [WireStruct]
    public sealed partial class EpochEndOffset
    {
        /// <summary>The error code 0, or if there was no error.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>The partition index.</summary>
        [Field("0+")]
        public int Partition { get; set; }

        /// <summary>The leader epoch of the partition.</summary>
        [Field("1+")]
        public int LeaderEpoch { get; set; } = -1;

        /// <summary>The end offset of the epoch.</summary>
        [Field("0+")]
        public long EndOffset { get; set; } = -1;
    }
}
