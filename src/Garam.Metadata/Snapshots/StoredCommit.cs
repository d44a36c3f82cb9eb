using Garam.Metadata.Commands.Segments;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Snapshots;

/// <summary>The results of one commit that its process has not confirmed.</summary>
[WireStruct(Flexible = "0+")]
internal sealed partial class StoredCommit
{
    [Field]
    public long CommitNumber { get; set; }

    [Field]
    public BatchResult[] Batches { get; set; } = [];
}
