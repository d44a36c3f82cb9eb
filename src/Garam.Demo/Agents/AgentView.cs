namespace Garam.Demo.Agents;

/// <summary>An agent at one moment.</summary>
/// <param name="Place">Its name and addresses.</param>
/// <param name="State">Whether it runs.</param>
/// <param name="Epoch">The epoch in which it leads; null if another agent leads.</param>
/// <param name="Kills">How often it was killed.</param>
/// <param name="Falls">How often it ended without being killed or stopped.</param>
internal sealed record AgentView(AgentPlace Place, AgentState State, int? Epoch, int Kills, int Falls);

/// <summary>The state of an agent.</summary>
internal enum AgentState
{
    Starting,
    Up,
    Killed,

    /// <summary>It ended, and the demo did not do it.</summary>
    Fallen,
    Stopped,
}
