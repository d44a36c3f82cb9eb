using Garam.Metadata.Groups;

namespace Garam.Controller.Groups;

/// <summary>
/// The round that takes a group from one generation to the next, by the rules of Kafka's classic protocol: all members are asked to join
/// again; when all have, or time is up, the next generation is made durable and every member learns it.
/// </summary>
internal sealed class Rebalance(GroupSettings settings)
{
    /// <summary>
    /// Called when membership or subscriptions changed: starts a round, or ends the one under way if that was its last join.
    /// </summary>
    public void PrepareOrTryComplete(ClassicGroup group, TimeSpan now)
    {
        if (group.Phase == GroupPhase.PreparingRebalance)
        {
            TryComplete(group, now);
        }
        else
        {
            Prepare(group, now);
        }
    }

    public void Prepare(ClassicGroup group, TimeSpan now)
    {
        group.PrepareRebalance(now);
        var initialDelay = group.IsFirstRound ? settings.InitialRebalanceDelay : TimeSpan.Zero;
        if (initialDelay > TimeSpan.Zero)
        {
            group.AwaitMoreMembers(initialDelay, group.Roster.RebalanceTimeout - initialDelay, now);
        }
        else if (group.IsFirstRound || group.Roster.AllJoined)
        {
            Complete(group, now);
        }
        else
        {
            group.AwaitJoins(now + group.Roster.RebalanceTimeout);
        }
    }

    /// <summary>The first round ends by its delay only.</summary>
    public static void TryComplete(ClassicGroup group, TimeSpan now)
    {
        if (!group.IsFirstRound)
        {
            CompleteIfAllJoined(group, now);
        }
    }

    /// <summary>Called when a member, or an id given out, is gone: the others may have been waiting for it alone.</summary>
    public static void CompleteIfAllJoined(ClassicGroup group, TimeSpan now)
    {
        if (group.Phase == GroupPhase.PreparingRebalance && group.Roster.AllJoined)
        {
            Complete(group, now);
        }
    }

    public void OnJoinDeadline(ClassicGroup group, TimeSpan now)
    {
        if (group.FirstRound.IsWorthWaiting)
        {
            var delay = TimeSpan.FromTicks(Math.Min(settings.InitialRebalanceDelay.Ticks, group.FirstRound.DelayRemaining.Ticks));
            group.AwaitMoreMembers(delay, group.FirstRound.DelayRemaining - delay, now);
        }
        else
        {
            Complete(group, now);
        }
    }

    /// <summary>Time is up or all members are here. Static members stay although they have not joined: their session decides.</summary>
    private static void Complete(ClassicGroup group, TimeSpan now)
    {
        group.EndJoins();
        var absent = group.Roster.Members.Where(member => member.ParkedJoin is null && !member.Record.IsStatic).ToArray();
        var staying = group.Roster.Members.Except(absent).ToArray();
        if (staying.Length > 0 && group.Roster.AwaitingJoin == 0)
        {
            // Only static members are left and none of them came: wait until one does or their sessions end.
            group.AwaitJoins(now + staying.Max(member => member.Record.RebalanceTimeout));
            Removal.Begin(group, absent, now, static _ => { });
            return;
        }

        var leader = Array.Find(staying, member => member.MemberId == group.LeaderId && member.ParkedJoin is not null)
            ?? Array.Find(staying, member => member.ParkedJoin is not null);
        var records = Array.ConvertAll(staying, member => member.Record.WithAssignment(ReadOnlyMemory<byte>.Empty));
        var command = new CompleteJoin
        {
            GroupId = group.GroupId,
            Generation = group.Generation + 1,
            ProtocolType = group.ProtocolType ?? "",
            ProtocolName = ProtocolVote.Select(records),
            LeaderId = leader?.MemberId,
            Members = records,
        };
        group.Begin(new GroupChange(command, applied => group.BeginGeneration(command, absent, applied)));
    }
}

/// <summary>
/// Chooses the assignor of a generation: each member votes for the first of its protocols that all members offer, and most votes win.
/// A tie goes to the protocol voted for first in the order of the members, so that every run decides alike.
/// </summary>
internal static class ProtocolVote
{
    /// <summary>Returns null when no protocol is offered by all.</summary>
    public static string? Select(IReadOnlyCollection<MemberState> members)
    {
        var supporters = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in members.SelectMany(member => NamesOf(member)))
        {
            supporters[name] = supporters.GetValueOrDefault(name) + 1;
        }

        var votes = new Dictionary<string, int>(StringComparer.Ordinal);
        var order = new List<string>();
        foreach (var member in members)
        {
            var choice = Array.Find(member.Protocols, protocol => supporters[protocol.Name] == members.Count)?.Name;
            if (choice is null)
            {
                return null;
            }

            if (votes.TryAdd(choice, 0))
            {
                order.Add(choice);
            }

            votes[choice]++;
        }

        return order.MaxBy(name => votes[name]);
    }

    /// <summary>Returns each name once: a client may list one twice.</summary>
    public static IEnumerable<string> NamesOf(MemberState member) =>
        member.Protocols.Select(protocol => protocol.Name).Distinct(StringComparer.Ordinal);
}
