using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.FindCoordinator;

[Message(ApiKey.FindCoordinator, "0-6", Flexible = "3+")]
public sealed partial class FindCoordinatorResponse : IResponse
{
    /// <summary>
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate
    /// any quota.
    /// </summary>
    [Field("1+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>The error code, or 0 if there was no error.</summary>
    [Field("0-3")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>The error message, or null if there was no error.</summary>
    [Field("1-3", Nullable = "1-3")]
    public string? ErrorMessage { get; set; } = "";

    /// <summary>The node id.</summary>
    [Field("0-3")]
    public int NodeId { get; set; }

    /// <summary>The host name.</summary>
    [Field("0-3")]
    public string Host { get; set; } = "";

    /// <summary>The port.</summary>
    [Field("0-3")]
    public int Port { get; set; }

    /// <summary>Each coordinator result in the response.</summary>
    [Field("4+")]
    public Coordinator[] Coordinators { get; set; } = [];

    /// <summary>Each coordinator result in the response.</summary>
    [WireStruct]
    public sealed partial class Coordinator
    {
        /// <summary>The coordinator key.</summary>
        [Field("4+")]
        public string Key { get; set; } = "";

        /// <summary>The node id.</summary>
        [Field("4+")]
        public int NodeId { get; set; }

        /// <summary>The host name.</summary>
        [Field("4+")]
        public string Host { get; set; } = "";

        /// <summary>The port.</summary>
        [Field("4+")]
        public int Port { get; set; }

        /// <summary>The error code, or 0 if there was no error.</summary>
        [Field("4+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>The error message, or null if there was no error.</summary>
        [Field("4+", Nullable = "4+")]
        public string? ErrorMessage { get; set; } = "";
    }
}
