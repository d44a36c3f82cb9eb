using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.ListOffsets;

[Message(ApiKey.ListOffsets, "1-11", Flexible = "6+")]
public sealed partial class ListOffsetsResponse : IResponse
{
    /// <summary>
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate
    /// any quota.
    /// </summary>
    [Field("2+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>Each topic in the response.</summary>
    [Field("0+")]
    public ListOffsetsTopicResponse[] Topics { get; set; } = [];

    /// <summary>Each topic in the response.</summary>
    [WireStruct]
    public sealed partial class ListOffsetsTopicResponse
    {
        /// <summary>The topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>Each partition in the response.</summary>
        [Field("0+")]
        public ListOffsetsPartitionResponse[] Partitions { get; set; } = [];
    }

    /// <summary>Each partition in the response.</summary>
    [WireStruct]
    public sealed partial class ListOffsetsPartitionResponse
    {
        /// <summary>The partition index.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>The partition error code, or 0 if there was no error.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>The timestamp associated with the returned offset.</summary>
        [Field("1+")]
        public long Timestamp { get; set; } = -1;

        /// <summary>The returned offset.</summary>
        [Field("1+")]
        public long Offset { get; set; } = -1;

        /// <summary>The leader epoch associated with the returned offset.</summary>
        [Field("4+")]
        public int LeaderEpoch { get; set; } = -1;
    }
}
