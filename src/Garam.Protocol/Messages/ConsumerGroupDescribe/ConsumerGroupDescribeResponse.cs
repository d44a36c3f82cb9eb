using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.ConsumerGroupDescribe;

[Message(ApiKey.ConsumerGroupDescribe, "0-1", Flexible = "0+")]
public sealed partial class ConsumerGroupDescribeResponse : IResponse
{
    /// <summary>
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate
    /// any quota.
    /// </summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>Each described group.</summary>
    [Field("0+")]
    public DescribedGroup[] Groups { get; set; } = [];

    /// <summary>Each described group.</summary>
    [WireStruct]
    public sealed partial class DescribedGroup
    {
        /// <summary>The describe error, or 0 if there was no error.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>The top-level error message, or null if there was no error.</summary>
        [Field("0+", Nullable = "0+")]
        public string? ErrorMessage { get; set; }

        /// <summary>The group ID string.</summary>
        [Field("0+")]
        public string GroupId { get; set; } = "";

        /// <summary>The group state string, or the empty string.</summary>
        [Field("0+")]
        public string GroupState { get; set; } = "";

        /// <summary>The group epoch.</summary>
        [Field("0+")]
        public int GroupEpoch { get; set; }

        /// <summary>The assignment epoch.</summary>
        [Field("0+")]
        public int AssignmentEpoch { get; set; }

        /// <summary>The selected assignor.</summary>
        [Field("0+")]
        public string AssignorName { get; set; } = "";

        /// <summary>The members.</summary>
        [Field("0+")]
        public DescribedMember[] Members { get; set; } = [];

        /// <summary>32-bit bitfield to represent authorized operations for this group.</summary>
        [Field("0+")]
        public int AuthorizedOperations { get; set; } = int.MinValue;
    }

    /// <summary>The members.</summary>
    [WireStruct]
    public sealed partial class DescribedMember
    {
        /// <summary>The member ID.</summary>
        [Field("0+")]
        public string MemberId { get; set; } = "";

        /// <summary>The member instance ID.</summary>
        [Field("0+", Nullable = "0+")]
        public string? InstanceId { get; set; }

        /// <summary>The member rack ID.</summary>
        [Field("0+", Nullable = "0+")]
        public string? RackId { get; set; }

        /// <summary>The current member epoch.</summary>
        [Field("0+")]
        public int MemberEpoch { get; set; }

        /// <summary>The client ID.</summary>
        [Field("0+")]
        public string ClientId { get; set; } = "";

        /// <summary>The client host.</summary>
        [Field("0+")]
        public string ClientHost { get; set; } = "";

        /// <summary>The subscribed topic names.</summary>
        [Field("0+")]
        public string[] SubscribedTopicNames { get; set; } = [];

        /// <summary>The subscribed topic regex otherwise or null of not provided.</summary>
        [Field("0+", Nullable = "0+")]
        public string? SubscribedTopicRegex { get; set; }

        /// <summary>The current assignment.</summary>
        [Field("0+")]
        public MemberAssignment Assignment { get; set; } = new();

        /// <summary>The target assignment.</summary>
        [Field("0+")]
        public MemberAssignment TargetAssignment { get; set; } = new();

        /// <summary>-1 for unknown. 0 for classic member. +1 for consumer member.</summary>
        [Field("1+")]
        public sbyte MemberType { get; set; } = -1;
    }

    /// <summary>The current assignment.</summary>
    [WireStruct]
    public sealed partial class MemberAssignment
    {
        /// <summary>The assigned topic-partitions to the member.</summary>
        [Field("0+")]
        public AssignedTopic[] TopicPartitions { get; set; } = [];
    }

    /// <summary>The assigned topic-partitions to the member.</summary>
    [WireStruct]
    public sealed partial class AssignedTopic
    {
        /// <summary>The topic ID.</summary>
        [Field("0+")]
        public Uuid TopicId { get; set; }

        /// <summary>The topic name.</summary>
        [Field("0+")]
        public string TopicName { get; set; } = "";

        /// <summary>The partitions.</summary>
        [Field("0+")]
        public int[] Partitions { get; set; } = [];
    }
}
