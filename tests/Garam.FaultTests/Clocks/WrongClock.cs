using System.Globalization;

namespace Garam.FaultTests.Clocks;

/// <summary>Sets the wall clock of one process wrong by libfaketime, which Debian's package faketime installs.</summary>
internal static class WrongClock
{
    /// <summary>The variables of a process whose wall clock is off by this many hours. Skips the test without the library.</summary>
    public static IReadOnlyDictionary<string, string> Off(int hours)
    {
        var library = Directory.Exists("/usr/lib")
            ? Directory.EnumerateFiles("/usr/lib", "libfaketimeMT.so.1", SearchOption.AllDirectories).FirstOrDefault()
            : null;
        Assert.SkipWhen(library is null, "There is no libfaketime here (Debian: faketime).");
        return new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = library!,
            ["FAKETIME"] = string.Create(CultureInfo.InvariantCulture, $"{hours:+0;-0}h"),

            // The times of files stay the file system's, which is another machine's in the case that matters.
            ["NO_FAKE_STAT"] = "1",

            // Without it, timed waits of the runtime either never end or end at once.
            ["FAKETIME_FORCE_MONOTONIC_FIX"] = "1",
        };
    }
}
