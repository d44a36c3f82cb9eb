using System.Globalization;
using System.Runtime.InteropServices;

namespace Garam.Cli.Terminal;

/// <summary>
/// Finds out how many columns and rows the terminal has. The runtime's console would switch the terminal's keypad mode on before it
/// answers, which a program that only prints has no business to do.
/// </summary>
internal static partial class TerminalSize
{
    private const nuint GetWindowSize = 0x5413;
    private const int StandardOutputDescriptor = 1;
    private const int StandardErrorDescriptor = 2;

    /// <summary>Returns the columns of this process's terminal. COLUMNS takes precedence, as everywhere.</summary>
    public static int Columns()
    {
        var text = Environment.GetEnvironmentVariable("COLUMNS");
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns > 0)
        {
            return columns;
        }

        return Of(StandardOutputDescriptor)?.Columns ?? Of(StandardErrorDescriptor)?.Columns ?? ScreenOptions.WidthDefault;
    }

    /// <summary>Returns the rows of the terminal at the standard output.</summary>
    public static int Rows() => Of(StandardOutputDescriptor) is { Rows: > 0 } size ? size.Rows : ScreenOptions.HeightDefault;

    private static WindowSize? Of(int descriptor)
    {
        var size = default(WindowSize);
        return OperatingSystem.IsLinux() && Control(descriptor, GetWindowSize, ref size) == 0 && size.Columns > 0 ? size : null;
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
