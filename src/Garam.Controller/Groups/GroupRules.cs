using Garam.Metadata.Groups;
using Garam.Protocol;

namespace Garam.Controller.Groups;

/// <summary>What every step needs: the settings, the round's rules, and where ids come from.</summary>
internal sealed class GroupRules(GroupCoordinatorOptions options, Func<Guid> newId)
{
    public GroupCoordinatorOptions Options { get; } = options;

    public Rebalance Rebalance { get; } = new(options);

    /// <summary>Kafka's form: people recognise their client in it.</summary>
    public string NewMemberId(string clientId, string? instanceId) => $"{instanceId ?? clientId}-{newId():D}";

    /// <summary>When a group has its full size, whoever is counted already may come back and nobody else may come.</summary>
    public bool Accepts(ClassicGroup group, string memberId) => group.Phase switch
    {
        GroupPhase.Dead or GroupPhase.Empty => true,
        GroupPhase.PreparingRebalance =>
            (group.Roster.TryGet(memberId, out var member) && member.Join is not null) || group.Roster.AwaitingJoin < Options.GroupSizeMax,
        _ => group.Roster.Contains(memberId) || group.Roster.Count < Options.GroupSizeMax,
    };

    public ErrorCode CheckSessionTimeout(int sessionTimeoutMs)
    {
        var timeout = TimeSpan.FromMilliseconds(sessionTimeoutMs);
        return timeout < Options.SessionTimeoutMin || timeout > Options.SessionTimeoutMax ? ErrorCode.InvalidSessionTimeout : ErrorCode.None;
    }
}
