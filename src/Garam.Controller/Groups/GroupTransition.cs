using System.Collections.Frozen;
using Garam.Metadata.Groups;

namespace Garam.Controller.Groups;

/// <summary>
/// The changes of a classic group whose legality depends on its phase. <see cref="ClassicGroup"/> has a method for each, and a change in a
/// phase that does not allow it is a bug: it throws <see cref="Garam.Protocol.InvariantException"/> before it changes anything.
/// </summary>
internal enum GroupTransition
{
    /// <summary>The first client comes: there is a group from now on, without members.</summary>
    Establish,

    /// <summary>A client is given a member id to join with (KIP-394).</summary>
    OfferId,

    AddMember,

    /// <summary>A member asks for a place in the next generation.</summary>
    ParkJoin,

    /// <summary>A static member comes back under a new member id (KIP-345).</summary>
    ReplaceMember,

    RemoveMembers,

    /// <summary>A full group forgets a member that comes too late for the round.</summary>
    TurnAway,

    /// <summary>A round begins: all members have to join again.</summary>
    PrepareRebalance,

    /// <summary>The round lasts until a deadline.</summary>
    AwaitJoins,

    /// <summary>The deadline of the round no longer counts: the round ends now, or waits for something else.</summary>
    EndJoins,

    /// <summary>The round has led to a generation, which may be empty.</summary>
    BeginGeneration,

    /// <summary>A member of the generation asks for its assignment.</summary>
    RequestAssignment,

    /// <summary>The request waits until the assignments are durable.</summary>
    ParkSync,

    /// <summary>The generation is given up: the requests that wait for its assignments are refused.</summary>
    RefuseSyncs,

    /// <summary>Every member has its assignment.</summary>
    Assign,

    /// <summary>Members that have not asked for their assignment by now are late.</summary>
    EndSync,

    Delete,
}

/// <summary>The phases in which each transition is legal.</summary>
internal static class GroupTransitions
{
    private static readonly GroupPhase[] Live =
        [GroupPhase.Empty, GroupPhase.PreparingRebalance, GroupPhase.CompletingRebalance, GroupPhase.Stable];

    private static readonly GroupPhase[] WithMembers = [GroupPhase.PreparingRebalance, GroupPhase.CompletingRebalance, GroupPhase.Stable];

    private static readonly GroupPhase[] WithGeneration = [GroupPhase.CompletingRebalance, GroupPhase.Stable];

    private static readonly FrozenDictionary<GroupTransition, GroupPhase[]> Legal = new Dictionary<GroupTransition, GroupPhase[]>
    {
        [GroupTransition.Establish] = [GroupPhase.Dead],
        [GroupTransition.OfferId] = Live,
        [GroupTransition.AddMember] = Live,
        [GroupTransition.ParkJoin] = WithMembers,
        [GroupTransition.ReplaceMember] = WithMembers,
        [GroupTransition.RemoveMembers] = WithMembers,
        [GroupTransition.TurnAway] = WithMembers,
        [GroupTransition.PrepareRebalance] = [GroupPhase.Empty, GroupPhase.CompletingRebalance, GroupPhase.Stable],
        [GroupTransition.AwaitJoins] = [GroupPhase.PreparingRebalance],
        [GroupTransition.EndJoins] = [GroupPhase.PreparingRebalance],
        [GroupTransition.BeginGeneration] = [GroupPhase.PreparingRebalance],
        [GroupTransition.RequestAssignment] = WithGeneration,
        [GroupTransition.ParkSync] = [GroupPhase.CompletingRebalance],
        [GroupTransition.RefuseSyncs] = [GroupPhase.CompletingRebalance],
        [GroupTransition.Assign] = [GroupPhase.CompletingRebalance],
        [GroupTransition.EndSync] = WithGeneration,
        [GroupTransition.Delete] = [GroupPhase.Empty],
    }.ToFrozenDictionary();

    public static bool IsLegalIn(this GroupTransition transition, GroupPhase phase) => Legal[transition].Contains(phase);
}
