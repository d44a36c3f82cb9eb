using Garam.Cli.Terminal;

namespace Garam.CommandLine;

/// <summary>Reports faults of the configuration to people.</summary>
public static class Problems
{
    /// <summary>Returns true if there were any.</summary>
    public static bool Report(IReadOnlyCollection<string> problems)
    {
        foreach (var problem in problems)
        {
            Console.Error.WriteLine("garam: " + Printable.Of(problem));
        }

        return problems.Count > 0;
    }
}
