namespace Garam.Cli.Terminal;

/// <summary>The exit codes. Scripts rely on these numbers: new ones may come, and none ever changes.</summary>
public static class ExitCode
{
    public const int Success = 0;

    /// <summary>The command started and then failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line, a variable or a settings file is wrong, or names something that is.</summary>
    public const int Usage = 2;

    /// <summary>No broker of the cluster is reachable, or none answers in time. The same for an agent that has to answer.</summary>
    public const int Unreachable = 3;

    /// <summary>The cluster has no such topic, group, partition or agent.</summary>
    public const int NotFound = 4;

    /// <summary>The cluster refuses the request.</summary>
    public const int Refused = 5;

    /// <summary>The plan would change something, and the user did not agree to it.</summary>
    public const int Pending = 6;

    /// <summary>Ctrl-C or SIGTERM, by the convention of shells.</summary>
    public const int Interrupted = 130;

    /// <summary>The reader of the output went away, by the convention of shells.</summary>
    public const int BrokenPipe = 141;

    /// <summary>All codes with their meaning, for the reference.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> All { get; } =
    [
        (Success, "Done."),
        (Failed, "The command started and then failed: a file that cannot be written, a connection that broke, a store that is not sound."),
        (Usage, "The command line, a variable or a settings file is wrong. Nothing was done."),
        (
            Unreachable,
            "No broker is reachable, or none answers within `--timeout`. No agent leads, or the one that should gives no answer."),
        (NotFound, "The cluster has no such topic, group, partition or agent."),
        (Refused, "The cluster refused the request."),
        (Pending, "The plan would change something, and the user did not agree to it."),
        (Interrupted, "Ctrl-C or SIGTERM."),
        (BrokenPipe, "The reader of the output went away, as with `| head`."),
    ];
}
