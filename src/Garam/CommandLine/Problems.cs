using Garam.Cli.Terminal;

namespace Garam.CommandLine;

/// <summary>How configuration faults are told to a person.</summary>
public static class Problems
{
    /// <summary>True when there were any.</summary>
    public static bool Report(IReadOnlyCollection<string> problems)
    {
        foreach (var problem in problems)
        {
            Console.Error.WriteLine("garam: " + Printable.Of(problem));
        }

        return problems.Count > 0;
    }
}
