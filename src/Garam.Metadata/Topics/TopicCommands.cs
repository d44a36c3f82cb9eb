using Garam.Metadata.Configs;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Topics;

/// <summary>
/// Creates a topic. Defaults are resolved and configs validated before the command is submitted: catalogs may differ between programs,
/// Apply may not.
/// </summary>
[Message("0", Flexible = "0+")]
public sealed partial class CreateTopic : Command
{
    public override CommandType Type => CommandType.CreateTopic;

    [Field]
    public string Name { get; set; } = "";

    [Field]
    public Uuid TopicId { get; set; }

    [Field]
    public int Partitions { get; set; }

    /// <summary>Kept only to be shown again: the store replicates.</summary>
    [Field]
    public short ReplicationFactor { get; set; } = 1;

    [Field]
    public ConfigValue[] Configs { get; set; } = [];
}

/// <summary>Raises the number of a topic's partitions.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class CreatePartitions : Command
{
    public override CommandType Type => CommandType.CreatePartitions;

    [Field]
    public Uuid TopicId { get; set; }

    /// <summary>The new total.</summary>
    [Field]
    public int Partitions { get; set; }
}

/// <summary>Unlinks a topic at once, however large it is. <c>ReclaimExtents</c> frees its extents later.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class DeleteTopic : Command
{
    public override CommandType Type => CommandType.DeleteTopic;

    [Field]
    public Uuid TopicId { get; set; }
}
