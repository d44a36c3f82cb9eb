namespace Garam.Broker.Requests;

/// <summary>
/// Tells the handlers that this agent is about to stop while others go on. From then on new work is sent to the others before anything is
/// done, and what was accepted is finished. Any thread.
/// </summary>
public sealed class Draining
{
    private volatile bool _hasBegun;

    public bool HasBegun => _hasBegun;

    public void Begin() => _hasBegun = true;
}
