using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.SyncGroup;

[Message(ApiKey.SyncGroup, "0-5", Flexible = "4+")]
public sealed partial class SyncGroupResponse : IResponse
{
    /// <summary>
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate
    /// any quota.
    /// </summary>
    [Field("1+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>The error code, or 0 if there was no error.</summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>The group protocol type.</summary>
    [Field("5+", Nullable = "5+")]
    public string? ProtocolType { get; set; }

    /// <summary>The group protocol name.</summary>
    [Field("5+", Nullable = "5+")]
    public string? ProtocolName { get; set; }

    /// <summary>The member assignment.</summary>
    [Field("0+")]
    public ReadOnlyMemory<byte> Assignment { get; set; }
}
