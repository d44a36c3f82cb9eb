using Garam.Metadata.Groups;
using Garam.Protocol;

namespace Garam.Controller.Groups;

/// <summary>What every step needs: limits and settings, the round's rules, and where ids come from.</summary>
internal sealed class GroupRules(GroupCoordinatorOptions options, GroupSettings settings, Func<Guid> newId)
{
    public GroupCoordinatorOptions Options { get; } = options;

    public GroupSettings Settings { get; } = settings;

    public Rebalance Rebalance { get; } = new(settings);

    /// <summary>Kafka's form: people recognise their client in it.</summary>
    public string NewMemberId(string clientId, string? instanceId) => $"{instanceId ?? clientId}-{newId():D}";

    /// <summary>When a group has its full size, whoever is counted already may come back and nobody else may come.</summary>
    public bool Accepts(ClassicGroup group, string memberId) => group.Phase switch
    {
        GroupPhase.Dead or GroupPhase.Empty => true,
        GroupPhase.PreparingRebalance =>
            (group.Roster.TryGet(memberId, out var member) && member.Join is not null) || group.Roster.AwaitingJoin < Settings.GroupSizeMax,
        _ => group.Roster.Contains(memberId) || group.Roster.Count < Settings.GroupSizeMax,
    };

    public ErrorCode CheckSessionTimeout(int sessionTimeoutMs)
    {
        var timeout = TimeSpan.FromMilliseconds(sessionTimeoutMs);
        return timeout < Settings.SessionTimeoutMin || timeout > Settings.SessionTimeoutMax ? ErrorCode.InvalidSessionTimeout : ErrorCode.None;
    }
}
