using System.Runtime.InteropServices;

namespace Garam.Transport.Sockets;

/// <summary>Reads how many files and sockets the system lets this process have open at once.</summary>
public static unsafe partial class OpenFileLimit
{
    private const int OpenFiles = 7;

    /// <summary>
    /// Returns null if the limit is unknown or there is none. The runtime raises it as far as it can when a program starts.
    /// </summary>
    public static long? Read()
    {
        var limit = default(ResourceLimit);
        return OperatingSystem.IsLinux() && GetLimit(OpenFiles, &limit) == 0 && limit.Current <= int.MaxValue ? (long)limit.Current : null;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    private static partial int GetLimit(int resource, ResourceLimit* limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct ResourceLimit
    {
        public ulong Current;
        public ulong Max;
    }
}
