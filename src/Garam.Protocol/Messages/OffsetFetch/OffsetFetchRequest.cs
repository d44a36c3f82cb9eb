using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.OffsetFetch;

[Message(ApiKey.OffsetFetch, "1-10", Flexible = "6+")]
public sealed partial class OffsetFetchRequest : IRequest
{
    /// <summary>The group to fetch offsets for.</summary>
    [Field("0-7")]
    public string GroupId { get; set; } = "";

    /// <summary>Each topic we would like to fetch offsets for, or null to fetch offsets for all topics.</summary>
    [Field("0-7", Nullable = "2-7")]
    public OffsetFetchRequestTopic[]? Topics { get; set; } = [];

    /// <summary>Each group we would like to fetch offsets for.</summary>
    [Field("8+")]
    public OffsetFetchRequestGroup[] Groups { get; set; } = [];

    /// <summary>Whether broker should hold on returning unstable offsets but set a retriable error code for the partitions.</summary>
    [Field("7+")]
    public bool RequireStable { get; set; }

    /// <summary>Each topic we would like to fetch offsets for, or null to fetch offsets for all topics.</summary>
    [WireStruct]
    public sealed partial class OffsetFetchRequestTopic
    {
        /// <summary>The topic name.</summary>
        [Field("0-7")]
        public string Name { get; set; } = "";

        /// <summary>The partition indexes we would like to fetch offsets for.</summary>
        [Field("0-7")]
        public int[] PartitionIndexes { get; set; } = [];
    }

    /// <summary>Each group we would like to fetch offsets for.</summary>
    [WireStruct]
    public sealed partial class OffsetFetchRequestGroup
    {
        /// <summary>The group ID.</summary>
        [Field("8+")]
        public string GroupId { get; set; } = "";

        /// <summary>The member id.</summary>
        [Field("9+", Nullable = "9+")]
        public string? MemberId { get; set; }

        /// <summary>The member epoch if using the new consumer protocol (KIP-848).</summary>
        [Field("9+")]
        public int MemberEpoch { get; set; } = -1;

        /// <summary>Each topic we would like to fetch offsets for, or null to fetch offsets for all topics.</summary>
        [Field("8+", Nullable = "8+")]
        public OffsetFetchRequestTopics[]? Topics { get; set; } = [];
    }

    /// <summary>Each topic we would like to fetch offsets for, or null to fetch offsets for all topics.</summary>
    [WireStruct]
    public sealed partial class OffsetFetchRequestTopics
    {
        /// <summary>The topic name.</summary>
        [Field("8-9")]
        public string Name { get; set; } = "";

        /// <summary>The topic ID.</summary>
        [Field("10+")]
        public Uuid TopicId { get; set; }

        /// <summary>The partition indexes we would like to fetch offsets for.</summary>
        [Field("8+")]
        public int[] PartitionIndexes { get; set; } = [];
    }
}
