namespace Garam.Controller.Groups;

/// <summary>Which limit a request met; the names are those of the metric's label.</summary>
internal enum GroupLimit
{
    None,

    /// <summary>Groups in the cluster.</summary>
    Groups,

    /// <summary>Members, and ids given out, in all groups.</summary>
    Members,

    /// <summary>Memory of all groups.</summary>
    Memory,

    /// <summary>The record that Kafka would write of one group or one commit.</summary>
    Record,
}
