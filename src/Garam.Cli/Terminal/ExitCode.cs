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

    /// <summary>All of them with their meaning, for the reference.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> All { get; } =
    [
        (Success, "Done."),
        (Failed, "It started and then failed: a file that cannot be written, a connection that broke, a store that is not sound."),
        (Usage, "The command line, a variable or a file with settings is wrong. Nothing was done."),
        (Unreachable, "No broker can be reached, or none answers within `--timeout`."),
        (NotFound, "The cluster has no such topic, group or partition."),
        (Refused, "The cluster answers, and refuses."),
        (Pending, "A plan was shown, there is something to do, and nobody said that it be done."),
        (Interrupted, "Ctrl-C or SIGTERM."),
        (BrokenPipe, "The program that read the output went away, as in `| head`."),
    ];
}
