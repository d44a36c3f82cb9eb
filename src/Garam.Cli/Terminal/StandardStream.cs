using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Garam.Cli.Terminal;

/// <summary>
/// The standard output or error as the system has it. The runtime's own stream drops what is written to a closed pipe and reports success, so that
/// an endless command would run on after <c>| head</c>; a file stream keeps an offset of its own and so overwrites what another
/// program of the same redirection wrote; and the runtime's console switches a terminal's keypad on before the first word. Owns nothing: the
/// descriptor stays open. One writer at a time.
/// </summary>
internal sealed partial class StandardStream(int descriptor) : Stream
{
    private const int InputDescriptor = 0;
    private const int OutputDescriptor = 1;
    private const int ErrorDescriptor = 2;
    private const int Interrupted = 4;
    private const int BrokenPipe = 32;

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

    /// <summary>The runtime's stream where the system is neither a Linux nor a macOS.</summary>
    public static Stream OpenOutput() => IsSupported ? new StandardStream(OutputDescriptor) : Console.OpenStandardOutput();

    /// <summary>The runtime's own would switch the terminal's keypad on, and leave it so.</summary>
    public static Stream OpenInput() => IsSupported
        ? new FileStream(new SafeFileHandle(InputDescriptor, ownsHandle: false), FileAccess.Read, bufferSize: 0)
        : Console.OpenStandardInput();

    /// <summary>The same for the standard error.</summary>
    public static Stream OpenError() => IsSupported ? new StandardStream(ErrorDescriptor) : Console.OpenStandardError();

    /// <summary>Nobody reads the standard output any more. Any thread may ask.</summary>
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
                // Somebody made the shared descriptor non-blocking; wait until it takes more.
                DescriptorPoll.WaitUntilWritable(descriptor);
            }
            else if (error != Interrupted)
            {
                throw error == BrokenPipe ? new BrokenPipeException() : new IOException($"Cannot write to the standard {(descriptor == OutputDescriptor ? "output" : "error")}: {Marshal.GetPInvokeErrorMessage(error)}.");
            }
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Synchronous: whoever writes to a pipe waits for its reader anyway, and the program has nothing else to do.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteTo(int descriptor, ReadOnlySpan<byte> buffer, nuint length);
}
