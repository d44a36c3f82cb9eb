namespace Garam.Peers;

/// <summary>The limits of the calls to one process.</summary>
public sealed class PeerClientOptions
{
    /// <summary>The most that <see cref="PatientCallsMax"/> may be.</summary>
    public const int PatientCallsLimit = 16_384;

    /// <summary>The most that <see cref="ForwardedBytesMax"/> may be.</summary>
    public const int ForwardedBytesLimit = 48 << 20;

    /// <summary>The time for connecting and the handshake together.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The time for a call, from the moment in which it is made. A JoinGroup or SyncGroup has no limit, because it waits for other members.
    /// Its connection is probed instead.
    /// </summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The time for a FetchTail, beside its wait. A caller that waits longer for a leader that hangs, or whose machine is gone, could not
    /// claim when the lease has run out.
    /// </summary>
    public TimeSpan TailPatience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Submits and confirmations of the tail in flight. The leader takes 4,096 commands at a time.</summary>
    public int PromptCallsMax { get; init; } = 4096;

    /// <summary>Forwarded requests and fetches of the tail in flight: a rebalance of all members that one process may have.</summary>
    public int PatientCallsMax { get; init; } = PatientCallsLimit;

    /// <summary>
    /// The bytes of forwarded requests in flight: as many as the agent itself takes from its clients. Less than the listener takes from one
    /// connection, so that it never stops reading while joins wait for each other.
    /// </summary>
    public int ForwardedBytesMax { get; init; } = ForwardedBytesLimit;

    /// <summary>The pause after the first failed attempt to connect. Calls during a pause fail at once.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest pause. A process that starts again is found after it.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(2);
}
