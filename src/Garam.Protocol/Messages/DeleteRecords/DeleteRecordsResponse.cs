using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.DeleteRecords;

[Message(ApiKey.DeleteRecords, "0-2", Flexible = "2+")]
public sealed partial class DeleteRecordsResponse : IResponse
{
    /// <summary>
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate
    /// any quota.
    /// </summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>Each topic that we wanted to delete records from.</summary>
    [Field("0+")]
    public DeleteRecordsTopicResult[] Topics { get; set; } = [];

    /// <summary>Each topic that we wanted to delete records from.</summary>
    [WireStruct]
    public sealed partial class DeleteRecordsTopicResult
    {
        /// <summary>The topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>Each partition that we wanted to delete records from.</summary>
        [Field("0+")]
        public DeleteRecordsPartitionResult[] Partitions { get; set; } = [];
    }

    /// <summary>Each partition that we wanted to delete records from.</summary>
    [WireStruct]
    public sealed partial class DeleteRecordsPartitionResult
    {
        /// <summary>The partition index.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>The partition low water mark.</summary>
        [Field("0+")]
        public long LowWatermark { get; set; }

        /// <summary>The deletion error code, or 0 if the deletion succeeded.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }
    }
}
