using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Garam.Cli.Terminal;

/// <summary>
/// The standard output or error as the system has it. The runtime's own stream drops what is written to a closed pipe and reports success,
/// so an endless command would run on after <c>| head</c>. A file stream keeps its own offset, and so overwrites the output of another
/// program of the same redirection. The runtime's console switches a terminal's keypad mode on before the first word. Owns nothing: the
/// descriptor stays open. One writer at a time.
/// </summary>
internal sealed partial class StandardStream(int descriptor) : Stream
{
    private const int InputDescriptor = 0;
    private const int OutputDescriptor = 1;
    private const int ErrorDescriptor = 2;
    private const int Interrupted = 4;
    private const int BrokenPipe = 32;
    private const int GetDescriptorFlags = 1;
    private const int CloseOnExec = 1;
    private const int Closed = -1;

    private static readonly int TryAgain = OperatingSystem.IsLinux() ? 11 : 35;

    private static bool IsSupported => OperatingSystem.IsLinux() || OperatingSystem.IsMacOS();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Opens the standard output. On systems other than Linux and macOS it is the runtime's stream.</summary>
    public static Stream OpenOutput() =>
        IsSupported ? new StandardStream(IsOpen(OutputDescriptor) ? OutputDescriptor : Closed) : Console.OpenStandardOutput();

    /// <summary>Opens the standard input. The runtime's own stream would switch the terminal's keypad mode on and leave it on.</summary>
    /// <exception cref="IOException">The caller of this program closed the descriptor, as in <c>garam produce t &lt;&amp;-</c>.</exception>
    public static Stream OpenInput()
    {
        if (!IsSupported)
        {
            return Console.OpenStandardInput();
        }

        return IsOpen(InputDescriptor)
            ? new FileStream(new SafeFileHandle(InputDescriptor, ownsHandle: false), FileAccess.Read, bufferSize: 0)
            : throw new IOException("it is closed");
    }

    /// <summary>Opens the standard error. If it is closed, messages are lost: there is nowhere left to complain.</summary>
    public static Stream OpenError() =>
        !IsSupported ? Console.OpenStandardError() : IsOpen(ErrorDescriptor) ? new StandardStream(ErrorDescriptor) : Null;

    /// <summary>Keeps the runtime's console from writing to descriptors that now belong to something else (<see cref="IsOpen"/>).</summary>
    public static void SilenceClosed()
    {
        if (IsSupported && !IsOpen(OutputDescriptor))
        {
            Console.SetOut(TextWriter.Null);
        }

        if (IsSupported && !IsOpen(ErrorDescriptor))
        {
            Console.SetError(TextWriter.Null);
        }
    }

    /// <summary>Says whether the reader of the standard output has gone. Any thread.</summary>
    public static bool IsOutputGone() => IsSupported && DescriptorPoll.IsOtherEndGone(OutputDescriptor);

    public override void Flush()
    {
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var written = WriteTo(descriptor, buffer, (nuint)buffer.Length);
            if (written >= 0)
            {
                buffer = buffer[(int)written..];
                continue;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error == TryAgain)
            {
                // Another program made the shared descriptor non-blocking: wait until it takes more.
                DescriptorPoll.WaitUntilWritable(descriptor);
            }
            else if (error != Interrupted)
            {
                throw error == BrokenPipe ? new BrokenPipeException() : CannotWrite(error);
            }
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Writes synchronously: a write to a pipe waits for its reader anyway, and the program has nothing else to do.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>
    /// Returns false if the caller of this program closed the descriptor. Its number then belongs to the first thing that the runtime
    /// opened, a pipe that nobody writes to: reading it hangs, and writing to it ends the process. The runtime opens everything
    /// close-on-exec, and an inherited descriptor has survived an exec.
    /// </summary>
    private static bool IsOpen(int descriptor) =>
        Control(descriptor, GetDescriptorFlags) is >= 0 and var flags && (flags & CloseOnExec) == 0;

    private IOException CannotWrite(int error) =>
        new($"Cannot write to the standard {NameOf(descriptor)}: {Marshal.GetPInvokeErrorMessage(error)}.");

    private static string NameOf(int descriptor) => descriptor == ErrorDescriptor ? "error" : "output";

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteTo(int descriptor, ReadOnlySpan<byte> buffer, nuint length);
}

/// <summary>The reader of the standard output has gone, as after <c>| head</c>. The program ends without a word.</summary>
public sealed class BrokenPipeException() : IOException("The reader of the standard output has gone.");

/// <summary>Asks the system about a descriptor; see poll(2). The numbers are the same on Linux and macOS.</summary>
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

    /// <summary>Says whether the other end of a pipe, a socket or a terminal has gone. A file has no other end.</summary>
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
