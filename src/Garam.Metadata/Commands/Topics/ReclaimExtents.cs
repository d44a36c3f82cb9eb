using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Topics;

/// <summary>Frees a bounded number of extents that lie below their log's start or belonged to deleted topics.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class ReclaimExtents : Command
{
    public override CommandType Type => CommandType.ReclaimExtents;

    /// <summary>Extents, and partitions of deleted topics, count one each.</summary>
    [Field]
    public int ExtentsMax { get; set; }
}
