using System.Runtime.InteropServices;

namespace Garam.UnitTests.Controller.Groups;

/// <summary>
/// Sessions end by the timestamps of the system's TimeProvider. On Linux they have to be those of CLOCK_MONOTONIC, which stands still while
/// the machine is suspended, and not of CLOCK_BOOTTIME. The two are alike on a machine that never was: "unshare --time --boottime 100000"
/// in front of the test program tells them apart.
/// </summary>
public sealed partial class SuspendedClockTests
{
    private const int Monotonic = 1;
    private const long NanosecondsPerSecond = 1_000_000_000;

    [Fact]
    public void Sessions_stand_still_while_the_machine_is_suspended()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The clocks of Linux.");
        Assert.Equal(NanosecondsPerSecond, TimeProvider.System.TimestampFrequency);
        var before = Read(Monotonic);
        var timestamp = TimeProvider.System.GetTimestamp();
        Assert.InRange(timestamp, before, Read(Monotonic));
    }

    private static unsafe long Read(int clock)
    {
        Moment moment;
        Assert.Equal(0, ReadClock(clock, &moment));
        return (moment.Seconds * NanosecondsPerSecond) + moment.Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static unsafe partial int ReadClock(int clock, Moment* moment);

    /// <summary>struct timespec on 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Moment
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
