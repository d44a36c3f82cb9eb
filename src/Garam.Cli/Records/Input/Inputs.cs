using Garam.Cli.Terminal;

namespace Garam.Cli.Records.Input;

/// <summary>Files that a command line names.</summary>
internal static class Inputs
{
    public const string StandardInput = "-";

    /// <summary>All of them are looked at before the first record is sent.</summary>
    /// <exception cref="CommandException">One cannot be read.</exception>
    public static IReadOnlyList<InputSource> Open(IEnumerable<string> paths, Screen screen)
    {
        List<InputSource> sources = [];
        try
        {
            foreach (var path in paths)
            {
                sources.Add(path == StandardInput ? OpenStandardInput(screen) : OpenFile(path));
            }

            return sources;
        }
        catch
        {
            sources.ForEach(source => source.Dispose());
            throw;
        }
    }

    /// <summary>In words that do not depend on what the runtime makes of it.</summary>
    public static string ReasonOf(Exception fault, string path) => fault switch
    {
        _ when Directory.Exists(path) => "it is a directory",
        FileNotFoundException => "there is no such file",
        DirectoryNotFoundException => "there is no such directory",
        UnauthorizedAccessException => "permission denied",
        _ => FaultText(fault, path),
    };

    private static string FaultText(Exception fault, string path) =>
        fault.Message.ReplaceLineEndings(" ").Replace($" : '{Path.GetFullPath(path)}'", "", StringComparison.Ordinal).TrimEnd('.');

    private static InputSource OpenStandardInput(Screen screen)
    {
        try
        {
            return new InputSource("the standard input", screen.In(), null);
        }
        catch (IOException fault)
        {
            throw new CommandException(ExitCode.Usage, $"the standard input cannot be read: {fault.Message}; --file FILE reads a file.", fault);
        }
    }

    private static InputSource OpenFile(string path)
    {
        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
            return new InputSource(path, stream, stream.CanSeek ? stream.Length : null);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandException(ExitCode.Usage, $"--file: cannot read '{path}': {ReasonOf(fault, path)}.", fault);
        }
    }
}
