using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.SyncGroup;

[Message(ApiKey.SyncGroup, "0-5", Flexible = "4+")]
public sealed partial class SyncGroupRequest : IRequest
{
    /// <summary>The unique group identifier.</summary>
    [Field("0+")]
    public string GroupId { get; set; } = "";

    /// <summary>The generation of the group.</summary>
    [Field("0+")]
    public int GenerationId { get; set; }

    /// <summary>The member ID assigned by the group.</summary>
    [Field("0+")]
    public string MemberId { get; set; } = "";

    /// <summary>The unique identifier of the consumer instance provided by end user.</summary>
    [Field("3+", Nullable = "3+")]
    public string? GroupInstanceId { get; set; }

    /// <summary>The group protocol type.</summary>
    [Field("5+", Nullable = "5+")]
    public string? ProtocolType { get; set; }

    /// <summary>The group protocol name.</summary>
    [Field("5+", Nullable = "5+")]
    public string? ProtocolName { get; set; }

    /// <summary>Each assignment.</summary>
    [Field("0+")]
    public SyncGroupRequestAssignment[] Assignments { get; set; } = [];

    /// <summary>Each assignment.</summary>
    [WireStruct]
    public sealed partial class SyncGroupRequestAssignment
    {
        /// <summary>The ID of the member to assign.</summary>
        [Field("0+")]
        public string MemberId { get; set; } = "";

        /// <summary>The member assignment.</summary>
        [Field("0+")]
        public ReadOnlyMemory<byte> Assignment { get; set; }
    }
}
