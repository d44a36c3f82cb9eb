using System.Text.Encodings.Web;
using System.Text.Json;
using Garam.Cli.Records.Input;
using Garam.Cli.Terminal;

namespace Garam.Cli.Bench.Reports;

/// <summary>Reports as files.</summary>
internal static class ReportFile
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="CommandException">The file cannot be read, or holds no report.</exception>
    public static BenchReport Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize(file, BenchJson.Default.BenchReport) is { Mode.Length: > 0 } report
                ? report
                : throw new CommandException(ExitCode.Usage, $"{path} is no report of `garam bench`.");
        }
        catch (JsonException fault)
        {
            throw new CommandException(ExitCode.Usage, $"{path} is no report of `garam bench`: line {fault.LineNumber + 1} is not as its JSON.", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Usage, $"{path} cannot be read: {Inputs.ReasonOf(fault, path)}.", fault);
        }
    }

    /// <summary>Opened before the run: a path that cannot be written should not cost a run.</summary>
    /// <exception cref="CommandException">It cannot be written.</exception>
    public static FileStream Create(string path)
    {
        try
        {
            return File.Create(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Usage, $"--output: {path} cannot be written: {Inputs.ReasonOf(fault, path)}.", fault);
        }
    }

    public static void Write(Stream file, BenchReport report)
    {
        using var writer = new Utf8JsonWriter(file, Indented);
        JsonSerializer.Serialize(writer, report, BenchJson.Default.BenchReport);
    }
}
