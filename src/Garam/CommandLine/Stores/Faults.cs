using Garam.Cli.Terminal;

namespace Garam.CommandLine.Stores;

/// <summary>What is wrong with a file, behind what could be read of it.</summary>
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
