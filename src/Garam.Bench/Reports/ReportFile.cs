using System.Text.Json;
using Garam.Cli.Output;
using Garam.Cli.Terminal;

namespace Garam.Bench.Reports;

/// <summary>Reads and writes reports as files.</summary>
internal static class ReportFile
{
    /// <exception cref="CommandException">The file cannot be read or is not a report.</exception>
    public static BenchReport Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize(file, BenchJson.Default.BenchReport) is { Mode.Length: > 0 } report
                ? report
                : throw new CommandException(ExitCode.Usage, $"{path} is not a report from `garam bench`.");
        }
        catch (JsonException fault)
        {
            throw new CommandException(
                ExitCode.Usage, $"{path} is not a report from `garam bench`: its JSON is wrong at line {fault.LineNumber + 1}.", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Usage, $"{path} cannot be read: {FileFault.ReasonOf(fault, path)}.", fault);
        }
    }

    /// <summary>Opens the file before the run: a path that cannot be written should not cost a run.</summary>
    /// <exception cref="CommandException">The file cannot be written.</exception>
    public static FileStream Create(string path)
    {
        try
        {
            return File.Create(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Usage, $"--output: {path} cannot be written: {FileFault.ReasonOf(fault, path)}.", fault);
        }
    }

    public static void Write(Stream file, BenchReport report) => JsonOutput.WriteDocument(file, report, BenchJson.Default.BenchReport);
}
