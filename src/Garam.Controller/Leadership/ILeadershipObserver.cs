namespace Garam.Controller.Leadership;

/// <summary>Whoever keeps timers or plans for the leader: they start anew with every leadership. Called in turn, never concurrently; must not block.</summary>
public interface ILeadershipObserver
{
    /// <summary>This process leads: its replica holds everything, and commands are accepted.</summary>
    void OnElected(int epoch);

    /// <summary>It leads no more, whether it resigned or lost.</summary>
    void OnDeposed();
}
