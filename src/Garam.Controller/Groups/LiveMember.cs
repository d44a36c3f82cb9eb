using Garam.Metadata.Groups;

namespace Garam.Controller.Groups;

/// <summary>A member as the leader's memory has it: its record, its parked request, and when its session ends.</summary>
internal sealed class LiveMember(MemberState record)
{
    public MemberState Record { get; set; } = record;

    public string MemberId => Record.MemberId;

    /// <summary>The assignment that it had last: tools see that until there is something new, as in Kafka. Gone with the leader.</summary>
    public ReadOnlyMemory<byte> LastAssignment { get; set; }

    /// <summary>The state machine knows it: it may go only by a command.</summary>
    public bool IsDurable { get; set; }

    /// <summary>In its first round: it has not been told its generation, so it cannot send heartbeats.</summary>
    public bool IsNew { get; set; }

    /// <summary>Parked until the join round is over. Changed by the roster, which counts them.</summary>
    public JoinStep? Join { get; set; }

    /// <summary>Parked until the leader's assignment is durable.</summary>
    public SyncStep? Sync { get; set; }

    /// <summary>On the coordinator's monotonic clock; null when it passed while the member was waiting for us.</summary>
    public TimeSpan? SessionDeadline { get; set; }

    /// <summary>A member that waits for our answer cannot be expected to send heartbeats.</summary>
    public bool IsExcused => !IsNew && (Join is not null || Sync is not null);
}
