using Garam.Hosting;

namespace Garam.UnitTests.Server;

public sealed class ContinuousTimeTests
{
    /// <summary>The kernel shows the same clock, in hundredths of a second.</summary>
    [Fact]
    public void It_is_the_time_since_the_machine_started_suspended_or_not()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc/uptime is Linux's.");
        var before = Uptime();
        var now = TimeSpan.FromTicks(
            (long)(ContinuousTime.System.GetTimestamp() * (TimeSpan.TicksPerSecond / (double)ContinuousTime.System.TimestampFrequency)));
        var after = Uptime();

        Assert.InRange(now, before - TimeSpan.FromMilliseconds(10), after + TimeSpan.FromMilliseconds(10));
    }

    private static TimeSpan Uptime() =>
        TimeSpan.FromSeconds(
            double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
}
