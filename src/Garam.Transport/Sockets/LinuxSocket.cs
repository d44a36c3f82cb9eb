using System.Buffers;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Garam.Transport.Sockets;

/// <summary>
/// Calls that System.Net.Sockets does not offer: a gather send from native memory without an allocation for each call, and the receive
/// low-water mark. Layouts and numbers are those of 64-bit Linux, the same on x64 and arm64.
/// </summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class LinuxSocket
{
    // The kernel takes 1,024 (IOV_MAX). 64 keep the array and its pins on the stack; a reply of more slices takes more calls.
    private const int SlicesPerCallMax = 64;

    private const int SocketLevel = 1;
    private const int ReceiveLowWater = 18;
    private const int DontWait = 0x40;
    private const int NoSignal = 0x4000;
    private const int Interrupted = 4;
    private const int WouldBlock = 11;

    public static void SetReceiveLowWater(SafeHandle socket, int bytes)
    {
        try
        {
            // A hint: if the socket is gone already, the next receive says so.
            _ = SetOption(socket, SocketLevel, ReceiveLowWater, &bytes, sizeof(int));
        }
        catch (ObjectDisposedException)
        {
            // Closed by another thread.
        }
    }

    /// <summary>Sends until everything is sent or the socket is full.</summary>
    public static SendPosition SendWhatFits(SafeHandle socket, SendPosition rest)
    {
        while (!rest.IsEnd)
        {
            var sent = SendSome(socket, rest);
            if (sent >= 0)
            {
                rest = rest.Advance((int)sent);
                continue;
            }

            switch (Marshal.GetLastPInvokeError())
            {
                case Interrupted:
                    continue;
                case WouldBlock:
                    return rest;
                case var error:
                    throw new SocketException(ToSocketError(error));
            }
        }

        return rest;
    }

    private static nint SendSome(SafeHandle socket, SendPosition rest)
    {
        var vectors = stackalloc IoVector[SlicesPerCallMax];
        var pins = new Pins();
        var count = 0;
        try
        {
            // The kernel limits one call to 2 GiB, and a reply is limited to the same.
            for (var index = rest.Index; index < rest.Slices.Count && count < SlicesPerCallMax; index++)
            {
                var slice = rest.Slices[index][(index == rest.Index ? rest.Offset : 0)..];
                if (!slice.IsEmpty)
                {
                    pins[count] = slice.Pin();
                    vectors[count] = new IoVector(pins[count].Pointer, (nuint)slice.Length);
                    count++;
                }
            }

            var message = new MessageHeader { Vectors = vectors, VectorCount = (nuint)count };
            return SendMessage(socket, &message, DontWait | NoSignal);
        }
        finally
        {
            for (var index = 0; index < count; index++)
            {
                pins[index].Dispose();
            }
        }
    }

    private static int ToSocketError(int error) => (int)(error is 32 or 104 ? SocketError.ConnectionReset : SocketError.SocketError);

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static partial nint SendMessage(SafeHandle socket, MessageHeader* message, int flags);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetOption(SafeHandle socket, int level, int name, void* value, uint length);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct IoVector(void* start, nuint length)
    {
        public readonly void* Start = start;
        public readonly nuint Length = length;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }

    [System.Runtime.CompilerServices.InlineArray(SlicesPerCallMax)]
    private struct Pins
    {
        private MemoryHandle _first;
    }
}
