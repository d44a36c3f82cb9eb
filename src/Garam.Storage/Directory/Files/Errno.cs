using System.Runtime.InteropServices;
using Garam.Storage.Errors;

namespace Garam.Storage.Directory.Files;

/// <summary>
/// Linux error numbers that mean something here (the same on x86-64 and arm64), and what the caller has to do about each.
/// </summary>
internal static class Errno
{
    internal const int NotPermitted = 1;
    internal const int NoEntry = 2;
    internal const int BadDescriptor = 9;
    internal const int WouldBlock = 11;
    internal const int AccessDenied = 13;
    internal const int Exists = 17;
    internal const int NotDirectory = 20;
    internal const int IsDirectory = 21;
    internal const int InvalidArgument = 22;
    internal const int NoSpace = 28;
    internal const int ReadOnlyFileSystem = 30;
    internal const int NameTooLong = 36;
    internal const int NotEmpty = 39;
    internal const int TooManyLinks = 40;
    internal const int NotSupported = 95;
    internal const int Stale = 116;
    internal const int QuotaExceeded = 122;

    internal static GaramException Fault(int errno, string action, string path)
    {
        var text = $"Cannot {action} {path}: {Marshal.GetPInvokeErrorMessage(errno)}";
        return errno switch
        {
            // It passes when space is freed, without a restart: clients shall retry.
            NoSpace or QuotaExceeded => new GaramException(ErrorKind.Unavailable, $"{text}. Writes succeed again once there is space")
            {
                IsNoSpace = true,
            },
            ReadOnlyFileSystem or AccessDenied or NotPermitted or NotDirectory or IsDirectory or NameTooLong or TooManyLinks =>
                new GaramException(ErrorKind.Invalid, text),
            _ => new GaramException(ErrorKind.Unavailable, text),
        };
    }

    internal static GaramException LastFault(string action, string path) => Fault(Marshal.GetLastPInvokeError(), action, path);
}
