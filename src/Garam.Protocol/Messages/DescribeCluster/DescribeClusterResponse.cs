using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.DescribeCluster;

[Message(ApiKey.DescribeCluster, "0-2", Flexible = "0+")]
public sealed partial class DescribeClusterResponse : IResponse
{
    /// <summary>
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate
    /// any quota.
    /// </summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>The top-level error code, or 0 if there was no error.</summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>The top-level error message, or null if there was no error.</summary>
    [Field("0+", Nullable = "0+")]
    public string? ErrorMessage { get; set; }

    /// <summary>The endpoint type that was described. 1=brokers, 2=controllers.</summary>
    [Field("1+")]
    public sbyte EndpointType { get; set; } = 1;

    /// <summary>The cluster ID that responding broker belongs to.</summary>
    [Field("0+")]
    public string ClusterId { get; set; } = "";

    /// <summary>
    /// The ID of the controller. When handled by a controller, returns the current voter leader ID. When handled by a broker, returns a
    /// random alive broker ID as a fallback.
    /// </summary>
    [Field("0+")]
    public int ControllerId { get; set; } = -1;

    /// <summary>Each broker in the response.</summary>
    [Field("0+")]
    public DescribeClusterBroker[] Brokers { get; set; } = [];

    /// <summary>32-bit bitfield to represent authorized operations for this cluster.</summary>
    [Field("0+")]
    public int ClusterAuthorizedOperations { get; set; } = int.MinValue;

    /// <summary>Each broker in the response.</summary>
    [WireStruct]
    public sealed partial class DescribeClusterBroker
    {
        /// <summary>The broker ID.</summary>
        [Field("0+")]
        public int BrokerId { get; set; }

        /// <summary>The broker hostname.</summary>
        [Field("0+")]
        public string Host { get; set; } = "";

        /// <summary>The broker port.</summary>
        [Field("0+")]
        public int Port { get; set; }

        /// <summary>The rack of the broker, or null if it has not been assigned to a rack.</summary>
        [Field("0+", Nullable = "0+")]
        public string? Rack { get; set; }

        /// <summary>Whether the broker is fenced</summary>
        [Field("2+")]
        public bool IsFenced { get; set; }
    }
}
