using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.DeleteRecords;

[Message(ApiKey.DeleteRecords, "0-2", Flexible = "2+")]
public sealed partial class DeleteRecordsRequest : IRequest
{
    /// <summary>Each topic that we want to delete records from.</summary>
    [Field("0+")]
    public DeleteRecordsTopic[] Topics { get; set; } = [];

    /// <summary>How long to wait for the deletion to complete, in milliseconds.</summary>
    [Field("0+")]
    public int TimeoutMs { get; set; }

    /// <summary>Each topic that we want to delete records from.</summary>
    [WireStruct]
    public sealed partial class DeleteRecordsTopic
    {
        /// <summary>The topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>Each partition that we want to delete records from.</summary>
        [Field("0+")]
        public DeleteRecordsPartition[] Partitions { get; set; } = [];
    }

    /// <summary>Each partition that we want to delete records from.</summary>
    [WireStruct]
    public sealed partial class DeleteRecordsPartition
    {
        /// <summary>The partition index.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>The deletion offset. -1 means that records should be truncated to the high watermark.</summary>
        [Field("0+")]
        public long Offset { get; set; }
    }
}
