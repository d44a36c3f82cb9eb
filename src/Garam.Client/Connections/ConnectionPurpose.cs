namespace Garam.Client.Connections;

/// <summary>
/// Brokers answer in order, so a parked fetch or join would hold up everything behind it: each kind of call has a connection of its own.
/// </summary>
public enum ConnectionPurpose
{
    Control,
    Produce,
    Fetch,
    Group,

    /// <summary>Joining a group waits for all its members, while heartbeats and commits go on.</summary>
    Rebalance,
}
