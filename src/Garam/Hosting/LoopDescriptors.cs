using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Garam.Hosting;

/// <summary>
/// The descriptors that an event loop waits on: an eventfd that other threads write to, and a timerfd. Both are watched edge-triggered, so
/// that a wake-up needs one call of <c>epoll_wait</c> and no read. See eventfd(2), timerfd_create(2) and epoll(7).
/// </summary>
internal sealed partial class LoopDescriptors : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int Monotonic = 1;
    private const int AbsoluteTime = 1;
    private const int Add = 1;
    private const int Interrupted = 4;
    private const uint Readable = 1;
    private const uint EdgeTriggered = 1u << 31;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly SafeFileHandle _wake = Own(EventFd(0, CloseOnExec | NonBlocking));
    private readonly SafeFileHandle _alarm = Own(CreateTimerFd(Monotonic, CloseOnExec | NonBlocking));
    private readonly SafeFileHandle _watch = Own(CreateEpoll(CloseOnExec));

    public LoopDescriptors()
    {
        Watch(_wake);
        Watch(_alarm);
    }

    /// <summary>Ends the present wait, or the next one.</summary>
    public void Wake()
    {
        var one = 1ul;
        Check((int)Write(_wake, ref one, sizeof(ulong)));
    }

    /// <summary>
    /// Ends the wait at a timestamp of <see cref="Stopwatch"/>, which on Linux counts the nanoseconds of CLOCK_MONOTONIC.
    /// </summary>
    public void RingAt(long timestamp)
    {
        var at = Math.Max(timestamp, 1);
        var setting = new TimerSetting { Seconds = at / NanosecondsPerSecond, Nanoseconds = at % NanosecondsPerSecond };
        Check(SetTimerFd(_alarm, AbsoluteTime, ref setting, 0));
    }

    /// <summary>Returns when one of the two has come, or for no reason.</summary>
    public void Wait()
    {
        if (WaitEpoll(_watch, out _, 1, Timeout.Infinite) < 0 && Marshal.GetLastPInvokeError() != Interrupted)
        {
            Check(-1);
        }
    }

    public void Dispose()
    {
        _watch.Dispose();
        _alarm.Dispose();
        _wake.Dispose();
    }

    private void Watch(SafeFileHandle descriptor)
    {
        var interest = new EpollEvent { Events = Readable | EdgeTriggered };
        Check(ControlEpoll(_watch, Add, descriptor, ref interest));
    }

    private static SafeFileHandle Own(int descriptor)
    {
        Check(descriptor);
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static void Check(int result)
    {
        if (result < 0)
        {
            throw new InvalidOperationException($"The event loop cannot be waited on: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int EventFd(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "timerfd_create", SetLastError = true)]
    private static partial int CreateTimerFd(int clock, int flags);

    [LibraryImport("libc", EntryPoint = "timerfd_settime", SetLastError = true)]
    private static partial int SetTimerFd(SafeFileHandle timer, int flags, ref TimerSetting setting, nint former);

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int CreateEpoll(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int ControlEpoll(SafeFileHandle epoll, int operation, SafeFileHandle descriptor, ref EpollEvent interest);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int WaitEpoll(SafeFileHandle epoll, out EpollEvent happened, int count, int timeoutMs);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(SafeFileHandle descriptor, ref ulong value, nint length);

    /// <summary>struct itimerspec on 64-bit Linux: no interval, one ring.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct TimerSetting
    {
        public long IntervalSeconds;
        public long IntervalNanoseconds;
        public long Seconds;
        public long Nanoseconds;
    }

    /// <summary>
    /// Begins as struct epoll_event does, which is 12 bytes on x86-64 and 16 elsewhere. What it says of the descriptor is not looked at.
    /// </summary>
    [StructLayout(LayoutKind.Sequential, Size = 16)]
    private struct EpollEvent
    {
        public uint Events;
    }
}
