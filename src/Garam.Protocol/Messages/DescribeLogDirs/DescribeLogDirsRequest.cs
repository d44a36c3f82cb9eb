using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.DescribeLogDirs;

[Message(ApiKey.DescribeLogDirs, "1-5", Flexible = "2+")]
public sealed partial class DescribeLogDirsRequest : IRequest
{
    /// <summary>Each topic that we want to describe log directories for, or null for all topics.</summary>
    [Field("0+", Nullable = "0+")]
    public DescribableLogDirTopic[]? Topics { get; set; } = [];

    /// <summary>Each topic that we want to describe log directories for, or null for all topics.</summary>
    [WireStruct]
    public sealed partial class DescribableLogDirTopic
    {
        /// <summary>The topic name.</summary>
        [Field("0+")]
        public string Topic { get; set; } = "";

        /// <summary>The partition indexes.</summary>
        [Field("0+")]
        public int[] Partitions { get; set; } = [];
    }
}
