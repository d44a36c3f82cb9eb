using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.OffsetCommit;

[Message(ApiKey.OffsetCommit, "2-10", Flexible = "8+")]
public sealed partial class OffsetCommitRequest : IRequest
{
    /// <summary>The unique group identifier.</summary>
    [Field("0+")]
    public string GroupId { get; set; } = "";

    /// <summary>
    /// The generation of the group if using the classic group protocol or the member epoch if using the consumer protocol.
    /// </summary>
    [Field("1+")]
    public int GenerationIdOrMemberEpoch { get; set; } = -1;

    /// <summary>The member ID assigned by the group coordinator.</summary>
    [Field("1+")]
    public string MemberId { get; set; } = "";

    /// <summary>The unique identifier of the consumer instance provided by end user.</summary>
    [Field("7+", Nullable = "7+")]
    public string? GroupInstanceId { get; set; }

    /// <summary>The time period in ms to retain the offset.</summary>
    [Field("2-4")]
    public long RetentionTimeMs { get; set; } = -1;

    /// <summary>The topics to commit offsets for.</summary>
    [Field("0+")]
    public OffsetCommitRequestTopic[] Topics { get; set; } = [];

    /// <summary>The topics to commit offsets for.</summary>
    [WireStruct]
    public sealed partial class OffsetCommitRequestTopic
    {
        /// <summary>The topic name.</summary>
        [Field("0-9")]
        public string Name { get; set; } = "";

        /// <summary>The topic ID.</summary>
        [Field("10+")]
        public Uuid TopicId { get; set; }

        /// <summary>Each partition to commit offsets for.</summary>
        [Field("0+")]
        public OffsetCommitRequestPartition[] Partitions { get; set; } = [];
    }

    /// <summary>Each partition to commit offsets for.</summary>
    [WireStruct]
    public sealed partial class OffsetCommitRequestPartition
    {
        /// <summary>The partition index.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>The message offset to be committed.</summary>
        [Field("0+")]
        public long CommittedOffset { get; set; }

        /// <summary>The leader epoch of this partition.</summary>
        [Field("6+")]
        public int CommittedLeaderEpoch { get; set; } = -1;

        /// <summary>Any associated metadata the client wants to keep.</summary>
        [Field("0+", Nullable = "0+")]
        public string? CommittedMetadata { get; set; } = "";
    }
}
