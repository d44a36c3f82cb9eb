namespace Garam.Metadata.Groups;

/// <summary>Kafka's states of a classic group. The numbers are written to journals and snapshots.</summary>
public enum GroupPhase : sbyte
{
    /// <summary>There is no such group. Never stored.</summary>
    Dead = 0,

    /// <summary>No members; offsets may live on.</summary>
    Empty = 1,

    /// <summary>Members are asked to join again. Stored only when a member left: the rest of a join round is the leader's memory.</summary>
    PreparingRebalance = 2,

    /// <summary>A generation has its members and waits for the assignments that its leader computes.</summary>
    CompletingRebalance = 3,

    /// <summary>Every member has its assignment.</summary>
    Stable = 4,
}
