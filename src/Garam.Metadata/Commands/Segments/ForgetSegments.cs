using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Segments;

/// <summary>These dead segments are deleted from the store. What is not on the dead list is passed over.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class ForgetSegments : Command
{
    public override CommandType Type => CommandType.ForgetSegments;

    [Field]
    public DeletedSegment[] Segments { get; set; } = [];
}
