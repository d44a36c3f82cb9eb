namespace Garam.FaultTests.Clocks;

/// <summary>The system's clocks, but the wall clock can be set wrong; the monotonic one does not notice.</summary>
internal sealed class SkewedTimeProvider : TimeProvider
{
    private long _skewTicks;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref _skewTicks));

    public void JumpWall(TimeSpan by) => Interlocked.Add(ref _skewTicks, by.Ticks);
}
