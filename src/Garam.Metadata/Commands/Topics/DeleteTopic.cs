using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Topics;

/// <summary>Unlinks a topic at once, however large it is; <see cref="ReclaimExtents"/> frees what it held.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class DeleteTopic : Command
{
    public override CommandType Type => CommandType.DeleteTopic;

    [Field]
    public Uuid TopicId { get; set; }
}
