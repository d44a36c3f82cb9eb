namespace Garam.Cli.Terminal;

/// <summary>What the program tells the shell. Scripts rely on these numbers: they may grow, and never change.</summary>
public static class ExitCode
{
    public const int Success = 0;

    /// <summary>It started and then failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line, a variable, a file with settings or what they name is wrong.</summary>
    public const int Usage = 2;

    /// <summary>No broker of the cluster can be reached, or none answers in time.</summary>
    public const int Unreachable = 3;

    /// <summary>The cluster has no such topic, group or partition.</summary>
    public const int NotFound = 4;

    /// <summary>The cluster answers, and refuses.</summary>
    public const int Refused = 5;

    /// <summary>A plan was shown and there is something to do, but nobody said that it be done.</summary>
    public const int Pending = 6;

    /// <summary>Ctrl-C or SIGTERM, as shells count it.</summary>
    public const int Interrupted = 130;

    /// <summary>The program that read the output went away, as shells count it.</summary>
    public const int BrokenPipe = 141;
}
