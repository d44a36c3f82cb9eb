namespace Garam.Controller.Groups;

/// <summary>
/// The wait for more members of a new group: its first round is extended while members come, so that a starting application gets one
/// assignment instead of one for each of its processes. Guarded by the coordinator's lock.
/// </summary>
internal sealed class FirstRound
{
    private bool _wasJoined;

    /// <summary>The group had no members when the round began.</summary>
    public bool BeganEmpty { get; set; }

    /// <summary>The time for which the round may still be extended.</summary>
    public TimeSpan DelayRemaining { get; private set; }

    /// <summary>True when a member came during the last delay and the round may be extended once more.</summary>
    public bool IsWorthWaiting => _wasJoined && DelayRemaining > TimeSpan.Zero;

    public void MemberJoined() => _wasJoined = true;

    /// <summary>A delay begins, after which the round may be extended by <paramref name="remaining"/> at most.</summary>
    public void Extend(TimeSpan remaining)
    {
        _wasJoined = false;
        DelayRemaining = remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
    }

    public void End() => _wasJoined = false;
}
