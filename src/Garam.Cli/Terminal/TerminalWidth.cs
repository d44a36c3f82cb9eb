using System.Globalization;
using System.Runtime.InteropServices;

namespace Garam.Cli.Terminal;

/// <summary>
/// How many columns the terminal has. Not asked of the runtime's console: that answers after it has switched the terminal's keypad on, which
/// a program that only prints has no business to do.
/// </summary>
internal static partial class TerminalWidth
{
    private const nuint GetWindowSize = 0x5413;
    private const int StandardOutputDescriptor = 1;
    private const int StandardErrorDescriptor = 2;

    /// <summary>COLUMNS counts first, as everywhere.</summary>
    public static int OfProcess()
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns > 0)
        {
            return columns;
        }

        return OperatingSystem.IsLinux() ? Of(StandardOutputDescriptor) ?? Of(StandardErrorDescriptor) ?? ScreenOptions.WidthDefault : ScreenOptions.WidthDefault;
    }

    private static int? Of(int descriptor)
    {
        var size = default(WindowSize);
        return Control(descriptor, GetWindowSize, ref size) == 0 && size.Columns > 0 ? size.Columns : null;
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int descriptor, nuint request, ref WindowSize size);

    [StructLayout(LayoutKind.Sequential)]
    private struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort PixelsWide;
        public ushort PixelsHigh;
    }
}
