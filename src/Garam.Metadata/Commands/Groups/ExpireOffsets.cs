using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Groups;

/// <summary>The leader's clock says that these offsets of one group are out of date, or their topic is gone. Bounded; a group left empty goes too.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class ExpireOffsets : Command
{
    public override CommandType Type => CommandType.ExpireOffsets;

    [Field]
    public string GroupId { get; set; } = "";

    /// <summary>The plan was made for a group that entered its phase then; if it moved on since, nothing happens.</summary>
    [Field]
    public long PhaseSinceMs { get; set; }

    [Field]
    public ExpiredOffset[] Offsets { get; set; } = [];
}
