using Garam.Cli.Terminal;

namespace Garam.CommandLine.Stores;

/// <summary>Reports the faults of a file, after the part that could be read.</summary>
internal static class Faults
{
    public static int Report(Screen screen, IReadOnlyCollection<string> faults)
    {
        screen.Out.Flush();
        foreach (var fault in faults)
        {
            screen.Complain(fault);
        }

        return faults.Count == 0 ? ExitCode.Success : ExitCode.Failed;
    }
}
