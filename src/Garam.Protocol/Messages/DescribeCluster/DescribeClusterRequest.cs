using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.DescribeCluster;

[Message(ApiKey.DescribeCluster, "0-2", Flexible = "0+")]
public sealed partial class DescribeClusterRequest : IRequest
{
    /// <summary>Whether to include cluster authorized operations.</summary>
    [Field("0+")]
    public bool IncludeClusterAuthorizedOperations { get; set; }

    /// <summary>The endpoint type to describe. 1=brokers, 2=controllers.</summary>
    [Field("1+")]
    public sbyte EndpointType { get; set; } = 1;

    /// <summary>Whether to include fenced brokers when listing brokers.</summary>
    [Field("2+")]
    public bool IncludeFencedBrokers { get; set; }
}
