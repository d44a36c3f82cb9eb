using System.Runtime.InteropServices;

namespace Garam.Hosting;

/// <summary>
/// The system's clocks, with timestamps that count the time in which the machine was suspended (CLOCK_BOOTTIME). Those of
/// <see cref="TimeProvider.System"/> stand still then, and other machines do not. Timers are the system's.
/// </summary>
internal sealed partial class ContinuousTime : TimeProvider
{
    private const int BootTime = 7;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private ContinuousTime()
    {
    }

    /// <summary>If there is no such clock, the system's own.</summary>
    public static new TimeProvider System { get; } = OperatingSystem.IsLinux() ? new ContinuousTime() : TimeProvider.System;

    public override long TimestampFrequency => NanosecondsPerSecond;

    public override unsafe long GetTimestamp()
    {
        Moment moment;
        return Read(BootTime, &moment) == 0
            ? (moment.Seconds * NanosecondsPerSecond) + moment.Nanoseconds
            : throw new InvalidOperationException($"clock_gettime failed: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    private static unsafe partial int Read(int clock, Moment* moment);

    /// <summary>struct timespec on 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Moment
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
