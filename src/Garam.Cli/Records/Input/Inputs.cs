using Garam.Cli.Terminal;

namespace Garam.Cli.Records.Input;

/// <summary>Opens the files that a command line names.</summary>
internal static class Inputs
{
    public const string StandardInput = "-";

    /// <summary>Opens all files before the first record is sent.</summary>
    /// <exception cref="CommandException">A file cannot be read.</exception>
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

    private static InputSource OpenStandardInput(Screen screen)
    {
        try
        {
            return new InputSource("the standard input", screen.In(), null);
        }
        catch (IOException fault)
        {
            throw new CommandException(
                ExitCode.Usage, $"the standard input cannot be read: {fault.Message}; --file FILE reads a file.", fault);
        }
    }

    private static InputSource OpenFile(string path)
    {
        try
        {
            var stream = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
            return new InputSource(path, stream, stream.CanSeek ? stream.Length : null);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandException(ExitCode.Usage, $"--file: cannot read '{path}': {FileFault.ReasonOf(fault, path)}.", fault);
        }
    }
}

/// <summary>A source of records. Owns the stream.</summary>
/// <param name="Name">The name in messages.</param>
/// <param name="Stream">The bytes of the source.</param>
/// <param name="LengthBytes">Null if the length is unknown, as that of a pipe.</param>
internal sealed record InputSource(string Name, Stream Stream, long? LengthBytes) : IDisposable
{
    public void Dispose() => Stream.Dispose();
}
