namespace Garam.CommandLine;

/// <summary>What the program tells the shell.</summary>
public static class ExitCode
{
    public const int Success = 0;

    /// <summary>It started and then failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line, a variable, the configuration file or what they name is wrong.</summary>
    public const int Usage = 2;
}
