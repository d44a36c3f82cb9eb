using System.Runtime.InteropServices;

namespace Garam.Cli.Terminal;

/// <summary>Asks the system about a descriptor; see poll(2). The numbers are those of Linux and macOS alike.</summary>
internal static partial class DescriptorPoll
{
    private const short Writable = 4;
    private const short Failed = 8;
    private const short HungUp = 16;
    private const int Forever = -1;

    public static void WaitUntilWritable(int descriptor)
    {
        var poll = new PollDescriptor { Descriptor = descriptor, Events = Writable };
        _ = Poll(ref poll, 1, Forever);
    }

    /// <summary>The other end of a pipe, a socket or a terminal has gone. A file has no other end.</summary>
    public static bool IsOtherEndGone(int descriptor)
    {
        var poll = new PollDescriptor { Descriptor = descriptor, Events = Writable };
        return Poll(ref poll, 1, 0) > 0 && (poll.Returned & (Failed | HungUp)) != 0;
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollDescriptor descriptor, nuint count, int timeoutMs);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
