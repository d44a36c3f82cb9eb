using System.Runtime.InteropServices;

namespace Garam.Storage.Directory.Files;

/// <summary>The flags of open(2). Two of them swap their values between x86-64 and arm64, and O_TMPFILE contains one of the two.</summary>
internal static class OpenFlags
{
    internal const int Read = 0;
    internal const int Write = 1;
    internal const int ReadWrite = 2;
    internal const int Create = 0x40;
    internal const int Exclusive = 0x80;

    /// <summary>Children must not inherit our files, least of all the lock.</summary>
    internal const int CloseOnExec = 0x80000;

    internal static readonly int Direct = IsArm ? 0x10000 : 0x4000;
    internal static readonly int Directory = IsArm ? 0x4000 : 0x10000;
    internal static readonly int Unnamed = 0x400000 | Directory;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;
}
