using Garam.Cli.Terminal;

namespace Garam.Demo;

/// <summary>The directory of one run: the store, and the logs of the agents. Disposal removes it, unless it is to stay.</summary>
internal sealed class DemoFolder : IDisposable
{
    private DemoFolder(string path, bool stays)
    {
        (Path, Stays) = (path, stays);
        Directory.CreateDirectory(Logs);
    }

    public string Path { get; }

    /// <summary>Created by the agents, which keep it from other users.</summary>
    public string Store => System.IO.Path.Combine(Path, "store");

    public bool Stays { get; private set; }

    private string Logs => System.IO.Path.Combine(Path, "logs");

    /// <summary>Takes the directory that the user named, or creates a temporary one.</summary>
    /// <exception cref="CommandException">The directory is not empty, or cannot be used.</exception>
    public static DemoFolder Create(string? named, bool stays)
    {
        if (named is null)
        {
            return new DemoFolder(Directory.CreateTempSubdirectory("garam-demo-").FullName, stays);
        }

        if (File.Exists(named))
        {
            throw new CommandException(ExitCode.Usage, $"--data: {named} is a file; name a directory.");
        }

        try
        {
            var path = System.IO.Path.GetFullPath(named);
            return Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()
                ? throw new CommandException(ExitCode.Usage, $"--data: {named} is not empty; name a new directory, or an empty one.")
                : new DemoFolder(path, stays: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Usage, $"--data: {named} cannot be used: {fault.Message}", fault);
        }
    }

    public string LogOf(string agent) => System.IO.Path.Combine(Logs, agent + ".log");

    /// <summary>Keeps it: somebody has to look into it.</summary>
    public void Keep() => Stays = true;

    public void Dispose()
    {
        if (!Stays)
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
