using Garam.Waiting;

namespace Garam.Controller.Leadership;

/// <summary>
/// Keeps this process from claiming for a while, so that another one leads: after it resigned at an operator's wish, or while the wish
/// names another process. It only ever delays a claim, so no safety rests on it. Used by the leader's loop alone.
/// </summary>
internal sealed class ClaimPause(TimeProvider time)
{
    private int _epoch;
    private long _until;

    /// <param name="epoch">The epoch that ends. The pause is over as soon as a later one has begun.</param>
    /// <param name="duration">The longest time that the others have.</param>
    public void Begin(int epoch, TimeSpan duration) => (_epoch, _until) = (epoch, time.After(duration));

    /// <param name="epoch">The newest epoch that this process knows.</param>
    public bool Holds(int epoch) => epoch <= _epoch && time.GetTimestamp() < _until;
}
