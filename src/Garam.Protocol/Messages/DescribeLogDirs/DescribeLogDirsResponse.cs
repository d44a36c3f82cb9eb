using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.DescribeLogDirs;

[Message(ApiKey.DescribeLogDirs, "1-5", Flexible = "2+")]
public sealed partial class DescribeLogDirsResponse : IResponse
{
    /// <summary>
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate
    /// any quota.
    /// </summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>The error code, or 0 if there was no error.</summary>
    [Field("3+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>The log directories.</summary>
    [Field("0+")]
    public DescribeLogDirsResult[] Results { get; set; } = [];

    /// <summary>The log directories.</summary>
    [WireStruct]
    public sealed partial class DescribeLogDirsResult
    {
        /// <summary>The error code, or 0 if there was no error.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>The absolute log directory path.</summary>
        [Field("0+")]
        public string LogDir { get; set; } = "";

        /// <summary>The topics.</summary>
        [Field("0+")]
        public DescribeLogDirsTopic[] Topics { get; set; } = [];

        /// <summary>
        /// The total size in bytes of the volume the log directory is in. This value does not include the size of data stored in remote
        /// storage.
        /// </summary>
        [Field("4+")]
        public long TotalBytes { get; set; } = -1;

        /// <summary>
        /// The usable size in bytes of the volume the log directory is in. This value does not include the size of data stored in remote
        /// storage.
        /// </summary>
        [Field("4+")]
        public long UsableBytes { get; set; } = -1;

        /// <summary>True if this log directory is cordoned.</summary>
        [Field("5+")]
        public bool IsCordoned { get; set; }
    }

    /// <summary>The topics.</summary>
    [WireStruct]
    public sealed partial class DescribeLogDirsTopic
    {
        /// <summary>The topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>The partitions.</summary>
        [Field("0+")]
        public DescribeLogDirsPartition[] Partitions { get; set; } = [];
    }

    /// <summary>The partitions.</summary>
    [WireStruct]
    public sealed partial class DescribeLogDirsPartition
    {
        /// <summary>The partition index.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>The size of the log segments in this partition in bytes.</summary>
        [Field("0+")]
        public long PartitionSize { get; set; }

        /// <summary>
        /// The lag of the log's LEO w.r.t. partition's HW (if it is the current log for the partition) or current replica's LEO (if it is
        /// the future log for the partition).
        /// </summary>
        [Field("0+")]
        public long OffsetLag { get; set; }

        /// <summary>
        /// True if this log is created by AlterReplicaLogDirsRequest and will replace the current log of the replica in the future.
        /// </summary>
        [Field("0+")]
        public bool IsFutureKey { get; set; }
    }
}
